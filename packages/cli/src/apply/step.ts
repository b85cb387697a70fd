/** What a run does with one document, or with several that are one change. */
export interface Step {
  readonly file: string;
  readonly line: number;
  readonly kind: string;
  readonly name: string;
  /** `known`: the workspace has it as it is here. `refused`: it cannot be done, and so nothing is. */
  readonly action: 'create' | 'restate' | 'propose' | 'known' | 'refused';
  readonly why: string | null;
  /** The id of what is known. */
  readonly id: string | null;
  /** Does it, and gives the id; its references are looked up then. */
  readonly run: () => Promise<string>;
}

/** A step that does nothing: what it is about is there, or cannot be done. */
export function still(
  of: Pick<Step, 'file' | 'line' | 'kind' | 'name'>,
  action: 'known' | 'refused',
  more: { readonly why?: string; readonly id?: string },
): Step {
  const { why = null, id = null } = more;
  return { ...of, action, why, id, run: () => Promise.resolve(id ?? '') };
}
