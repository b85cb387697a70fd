/** The filters of an address with these changed; what is `undefined` leaves the address. */
export function narrowed<S extends object>(
  search: S,
  changed: { readonly [K in keyof S]?: S[K] | undefined },
): S {
  const members = Object.entries({ ...search, ...changed });
  return Object.fromEntries(members.filter(([, value]) => value !== undefined)) as S;
}
