import { type Intent, parameter } from './intent.ts';

/**
 * Reads what lies under one prefix of a bucket. `s3:ListBucket` is on the bucket as a whole, so that only a condition keeps
 * a listing within the prefix; a listing without any prefix is denied too.
 */
export const readBucketPrefix: Intent = {
  name: 'read-bucket-prefix',
  language: 'aws-iam',
  purpose: 'reads the objects under one prefix of a bucket, and lists them',
  doesNot: 'older versions of objects, and the key they are encrypted with',
  parameters: [
    parameter('bucket', 'arn', { service: 's3', resourceType: 'bucket' }),
    parameter('prefix', 'string', { characters: '/=+@', maxLength: 512 }),
  ],
  cases: (values) => {
    const bucket = values.one('bucket');
    // With or without a slash at its end, a prefix means a folder: `in` must not reach `internal`.
    const under = `${values.one('prefix').replace(/\/+$/, '')}/*`;
    const objects = `${bucket}/${under}`;
    return {
      allow: [
        { id: 'reads-objects', actions: ['s3:GetObject'], resources: [objects] },
        {
          id: 'lists-prefix',
          actions: ['s3:ListBucket'],
          resources: [bucket],
          context: { 's3:prefix': [under] },
        },
      ],
      deny: [
        { id: 'other-objects', actions: ['s3:GetObject*'], notResources: [objects] },
        { id: 'other-buckets', actions: ['s3:ListBucket*'], notResources: [bucket] },
        {
          id: 'other-prefixes',
          actions: ['s3:ListBucket*'],
          resources: [bucket],
          context: { 's3:prefix': { StringNotLike: [under] } },
        },
        {
          id: 'writes',
          actions: ['s3:Abort*', 's3:Delete*', 's3:Put*', 's3:Replicate*', 's3:Restore*'],
        },
        { id: 'everything-else', notActions: ['s3:GetObject', 's3:ListBucket'] },
      ],
    };
  },
};
