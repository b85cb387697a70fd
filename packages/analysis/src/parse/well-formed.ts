const LONE_SURROGATE = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/;

/** Whether a string is well-formed UTF-16, so that UTF-8 bytes stand for it. */
export function isWellFormed(text: string): boolean {
  return !LONE_SURROGATE.test(text);
}
