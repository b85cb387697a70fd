/** Something a reader found and could not make anything of. It is never left out in silence. */
export interface Unresolved {
  /** Where: a JSON pointer (RFC 6901); of several documents its first step is the number of the document, from 0. */
  readonly pointer: string;
  /** What: an ARN, an attribute, an object. */
  readonly what: string;
  /** Why, in one sentence. */
  readonly why: string;
}
