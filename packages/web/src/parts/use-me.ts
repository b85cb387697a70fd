import { type UseQueryResult, useQuery } from '@tanstack/react-query';
import { readWhoAmI, type WhoAmI } from '../read.ts';

/** Who the server takes the reader for; asked once and shared by every screen. */
export function useMe(): UseQueryResult<WhoAmI> {
  return useQuery({ queryKey: ['whoami'], queryFn: readWhoAmI, retry: false });
}
