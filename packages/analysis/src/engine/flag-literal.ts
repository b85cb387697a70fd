import type { Literal } from './literal.ts';

/**
 * A truth value that must be `wanted`: something the fields do not say by themselves, such as whether a resource matches
 * a pattern whose variables are unknown. `consequences` are literals that hold whenever the truth value is true.
 */
export class FlagLiteral implements Literal<boolean> {
  readonly field: number;
  readonly wanted: boolean;
  readonly key: string;
  readonly consequences: readonly Literal[];

  constructor(field: number, wanted: boolean, consequences: readonly Literal[] = []) {
    this.field = field;
    this.wanted = wanted;
    this.key = `${field}=${wanted}`;
    this.consequences = consequences;
  }

  meets(value: boolean | undefined): boolean {
    return value === undefined || value === this.wanted;
  }

  inside(value: boolean | undefined): boolean | null {
    return this.meets(value) ? this.wanted : null;
  }

  outside(value: boolean | undefined): boolean | null {
    return value === this.wanted ? null : !this.wanted;
  }
}
