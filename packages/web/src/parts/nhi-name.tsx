import { useQuery } from '@tanstack/react-query';
import { readNhi } from '../read.ts';

/** What an identity is called; its external id or id where its name is erased or not read yet. */
export function NhiName({ id }: { readonly id: string }) {
  const nhi = useQuery({ queryKey: ['nhi', id], queryFn: () => readNhi(id) });
  const name = nhi.data?.name ?? nhi.data?.externalId;
  return name == null ? <span className="mono">{id.slice(0, 8)}…</span> : name;
}
