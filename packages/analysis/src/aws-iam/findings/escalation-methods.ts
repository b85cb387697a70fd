import type { FindingCode } from './codes.ts';

/** One step of a path: any one of these actions does. */
export interface MethodStep {
  readonly anyOf: readonly string[];
  /** `other`: only on a user that is not the caller; `everywhere`: only if it is allowed on every resource. */
  readonly only?: 'other-user' | 'everywhere';
  /** For `iam:PassRole`: the service the role is handed to. */
  readonly service?: string;
}

/** A way to get more than a policy says. */
export interface Method {
  readonly code: FindingCode;
  readonly steps: readonly MethodStep[];
  /** What whoever may take all steps can do. */
  readonly path: string;
  /** Whether the outcome is bounded by what the existing resource may do already. */
  readonly isBounded?: boolean;
}

/**
 * Facts (which actions together) after PRIVILEGE_ESCALATION_METHODS of salesforce/cloudsplaining, BSD-3-Clause, and the
 * research it collects (Rhino Security Labs, pathfinding.cloud), with more of the same kind; the words are ours.
 */
export const METHODS: readonly Method[] = [
  ...one('ESCALATION_BY_POLICY', {
    'iam:CreatePolicyVersion':
      'write a new default version of a managed policy and so give its holders anything',
    'iam:SetDefaultPolicyVersion':
      'bring back an older version of a managed policy that allowed more',
    'iam:AttachUserPolicy': 'attach any managed policy, such as `AdministratorAccess`, to a user',
    'iam:AttachGroupPolicy': 'attach any managed policy to a group it is in',
    'iam:AttachRolePolicy': 'attach any managed policy to a role it can act as',
    'iam:PutUserPolicy': 'write an inline policy that gives a user anything',
    'iam:PutGroupPolicy': 'write an inline policy that gives a group it is in anything',
    'iam:PutRolePolicy': 'write an inline policy that gives a role it can act as anything',
    'sso:PutInlinePolicyToPermissionSet':
      'write the inline policy of a permission set and so give its holders anything',
    'sso:AttachManagedPolicyToPermissionSet':
      'attach any managed policy to a permission set people hold',
  }),
  ...one('ESCALATION_BY_GROUP', {
    'iam:AddUserToGroup': 'put itself into a group and so get what the group is allowed',
    'sso:CreateAccountAssignment': 'assign itself a permission set in any account',
  }),
  ...one('ESCALATION_BY_TRUST', {
    'iam:UpdateAssumeRolePolicy': 'make a role trust it and then act as that role',
    'iam:UpdateSAMLProvider': 'put its own keys into an identity provider that roles trust',
  }),
  {
    code: 'ESCALATION_BY_TRUST',
    steps: [
      { anyOf: ['rolesanywhere:CreateTrustAnchor', 'rolesanywhere:UpdateTrustAnchor'] },
      { anyOf: ['rolesanywhere:CreateProfile', 'rolesanywhere:UpdateProfile'] },
      pass('rolesanywhere.amazonaws.com'),
    ],
    path: 'have its own certificate authority trusted and act from outside as a role',
  },
  ...credentials({
    'iam:CreateAccessKey': 'make an access key of another user and act as that user',
    'iam:CreateLoginProfile': 'set a console password for a user that has none and sign in',
    'iam:UpdateLoginProfile': 'change the console password of another user and sign in',
    'iam:CreateServiceSpecificCredential':
      'make a service password of another user and use it in that name',
  }),
  ...one('ESCALATION_BY_BOUNDARY', {
    'iam:DeleteRolePermissionsBoundary':
      'take the boundary off a role, so that its policies count in full',
    'iam:DeleteUserPermissionsBoundary':
      'take the boundary off a user, so that its policies count in full',
    'iam:PutRolePermissionsBoundary': 'exchange the boundary of a role for a wider one',
    'iam:PutUserPermissionsBoundary': 'exchange the boundary of a user for a wider one',
  }),
  {
    code: 'ESCALATION_BY_ASSUME_ROLE',
    steps: [{ anyOf: ['sts:AssumeRole'], only: 'everywhere' }],
    path: 'act as every role whose trust policy lets its account in',
  },
  ...passRole('ec2.amazonaws.com', [
    [
      'start an instance with a role and read its credentials',
      ['ec2:RunInstances', 'ec2:RequestSpotInstances'],
    ],
    [
      'give a running instance another role',
      ['ec2:AssociateIamInstanceProfile', 'ec2:ReplaceIamInstanceProfileAssociation'],
    ],
    [
      'have instances started with a role and its own start-up script',
      ['autoscaling:CreateLaunchConfiguration', 'ec2:CreateLaunchTemplate'],
      ['autoscaling:CreateAutoScalingGroup', 'autoscaling:UpdateAutoScalingGroup'],
    ],
  ]),
  ...passRole('lambda.amazonaws.com', [
    [
      'run its own code in a new function as a role',
      ['lambda:CreateFunction'],
      [
        'lambda:InvokeFunction',
        'lambda:CreateEventSourceMapping',
        'lambda:AddPermission',
        'lambda:CreateFunctionUrlConfig',
      ],
    ],
    [
      'run its own code in an existing function as another role',
      ['lambda:UpdateFunctionConfiguration'],
      ['lambda:UpdateFunctionCode'],
    ],
  ]),
  ...passRole('glue.amazonaws.com', [
    ['sign in to a new development endpoint that has a role', ['glue:CreateDevEndpoint']],
    [
      'run its own script in a job as a role',
      ['glue:CreateJob', 'glue:UpdateJob'],
      ['glue:StartJobRun', 'glue:CreateTrigger'],
    ],
    [
      'run its own statements in a session as a role',
      ['glue:CreateSession'],
      ['glue:RunStatement'],
    ],
  ]),
  ...passRole('cloudformation.amazonaws.com', [
    [
      'have a template of its own carried out as a role',
      ['cloudformation:CreateStack', 'cloudformation:UpdateStack'],
    ],
    [
      'have a template of its own carried out in many accounts as a role',
      ['cloudformation:CreateStackSet'],
      ['cloudformation:CreateStackInstances'],
    ],
    ['change the template of a stack set that runs as a role', ['cloudformation:UpdateStackSet']],
  ]),
  ...passRole('ecs-tasks.amazonaws.com', [
    [
      'run its own container as a role',
      ['ecs:RegisterTaskDefinition'],
      ['ecs:RunTask', 'ecs:StartTask', 'ecs:CreateService', 'ecs:UpdateService'],
    ],
    [
      'run its own container in a batch job as a role',
      ['batch:RegisterJobDefinition'],
      ['batch:SubmitJob'],
    ],
  ]),
  ...passRole('codebuild.amazonaws.com', [
    [
      'run its own build commands as a role',
      ['codebuild:CreateProject', 'codebuild:UpdateProject'],
      ['codebuild:StartBuild', 'codebuild:StartBuildBatch'],
    ],
  ]),
  ...passRole('sagemaker.amazonaws.com', [
    ['work in a new notebook that has a role', ['sagemaker:CreateNotebookInstance']],
    [
      'run its own container as a role',
      ['sagemaker:CreateTrainingJob', 'sagemaker:CreateProcessingJob'],
    ],
  ]),
  ...passRole('datapipeline.amazonaws.com', [
    ['run its own commands in a pipeline as a role', ['datapipeline:CreatePipeline']],
  ]),
  ...passRole('tasks.apprunner.amazonaws.com', [
    ['run its own container as a role', ['apprunner:CreateService', 'apprunner:UpdateService']],
  ]),
  ...passRole('bedrock-agentcore.amazonaws.com', [
    [
      'run its own code in a new code interpreter as a role',
      ['bedrock-agentcore:CreateCodeInterpreter'],
      ['bedrock-agentcore:StartCodeInterpreterSession'],
      ['bedrock-agentcore:InvokeCodeInterpreter'],
    ],
  ]),
  ...passRole('states.amazonaws.com', [
    [
      'call AWS from a state machine of its own as a role',
      ['states:CreateStateMachine', 'states:UpdateStateMachine'],
      ['states:StartExecution', 'states:StartSyncExecution'],
    ],
  ]),
  ...passRole('scheduler.amazonaws.com', [
    [
      'have AWS called on a schedule as a role',
      ['scheduler:CreateSchedule', 'scheduler:UpdateSchedule'],
    ],
  ]),
  ...passRole('ssm.amazonaws.com', [
    [
      'run its own automation document as a role',
      ['ssm:CreateDocument', 'ssm:UpdateDocument'],
      ['ssm:StartAutomationExecution'],
    ],
  ]),
  ...passRole('elasticmapreduce.amazonaws.com', [
    ['run its own steps on a new cluster as a role', ['elasticmapreduce:RunJobFlow']],
  ]),
  ...existing([
    [
      'put its own code into a function that exists and have it run as the role of the function',
      ['lambda:UpdateFunctionCode'],
    ],
    [
      'sign in to a development endpoint that exists and act as its role',
      ['glue:UpdateDevEndpoint'],
    ],
    [
      'run its own code in a code interpreter that exists as its role',
      ['bedrock-agentcore:StartCodeInterpreterSession'],
      ['bedrock-agentcore:InvokeCodeInterpreter'],
    ],
    [
      'change a stack that exists by the role of the stack',
      ['cloudformation:CreateChangeSet'],
      ['cloudformation:ExecuteChangeSet'],
    ],
    [
      'change the start-up script of an instance and act as its role after a restart',
      ['ec2:ModifyInstanceAttribute'],
      ['ec2:StopInstances'],
      ['ec2:StartInstances'],
    ],
    [
      'have new instances start with its own script as the role of the launch template',
      ['ec2:CreateLaunchTemplateVersion'],
      ['ec2:ModifyLaunchTemplate'],
    ],
    [
      'sign in to an instance by its own key and act as its role',
      [
        'ec2-instance-connect:SendSSHPublicKey',
        'ec2-instance-connect:SendSerialConsoleSSHPublicKey',
      ],
    ],
    ['open a shell in a running container and act as its role', ['ecs:ExecuteCommand']],
    ['run commands on an instance and act as its role', ['ssm:SendCommand', 'ssm:StartSession']],
    [
      'open a notebook that exists and act as its role',
      ['sagemaker:CreatePresignedNotebookInstanceUrl', 'sagemaker:CreatePresignedDomainUrl'],
    ],
    [
      'have its own script run when a notebook starts, as the role of the notebook',
      [
        'sagemaker:CreateNotebookInstanceLifecycleConfig',
        'sagemaker:UpdateNotebookInstanceLifecycleConfig',
      ],
      ['sagemaker:UpdateNotebookInstance'],
      ['sagemaker:StartNotebookInstance'],
    ],
    [
      'run its own build commands in a project that exists as its role',
      ['codebuild:StartBuild', 'codebuild:StartBuildBatch'],
    ],
  ]),
];

function one(code: FindingCode, paths: Readonly<Record<string, string>>): Method[] {
  return Object.entries(paths).map(([action, path]) => ({
    code,
    steps: [{ anyOf: [action] }],
    path,
  }));
}

function credentials(paths: Readonly<Record<string, string>>): Method[] {
  return Object.entries(paths).map(([action, path]) => ({
    code: 'ESCALATION_BY_CREDENTIALS',
    steps: [{ anyOf: [action], only: 'other-user' }],
    path,
  }));
}

function pass(service: string): MethodStep {
  return { anyOf: ['iam:PassRole'], service };
}

type Path = readonly [string, ...(readonly (readonly string[])[])];

function passRole(service: string, paths: readonly Path[]): Method[] {
  return paths.map(([path, ...steps]) => ({
    code: 'ESCALATION_BY_PASS_ROLE',
    steps: [pass(service), ...steps.map((anyOf) => ({ anyOf }))],
    path,
  }));
}

function existing(paths: readonly Path[]): Method[] {
  return paths.map(([path, ...steps]) => ({
    code: 'ESCALATION_BY_COMPUTE',
    steps: steps.map((anyOf) => ({ anyOf })),
    path,
    isBounded: true,
  }));
}
