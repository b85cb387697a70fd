import type { Route, RouteInput, RouteOutput } from './route.ts';
import { candidateRoutes } from './routes/candidate-routes.ts';
import { governanceRoutes } from './routes/governance-routes.ts';
import { inventoryRoutes } from './routes/inventory-routes.ts';
import { releaseRoutes } from './routes/release-routes.ts';
import { snapshotRoutes } from './routes/snapshot-routes.ts';
import { templateRoutes } from './routes/template-routes.ts';
import { workspaceRoutes } from './routes/workspace-routes.ts';

/** The whole HTTP interface as data. A route that is not here does not exist. */
export const routes = {
  ...workspaceRoutes,
  ...governanceRoutes,
  ...inventoryRoutes,
  ...candidateRoutes,
  ...releaseRoutes,
  ...templateRoutes,
  ...snapshotRoutes,
} as const;

export type Routes = typeof routes;
export type RouteName = keyof Routes;

/** What calling the named route takes. */
export type InputOf<N extends RouteName> = RouteInput<Routes[N]>;

/** What the named route answers when it holds. */
export type OutputOf<N extends RouteName> = RouteOutput<Routes[N]>;

/** The table as a list, in the order of the documentation. */
export const routeList: readonly (readonly [RouteName, Route])[] = Object.entries(
  routes,
) as unknown as readonly (readonly [RouteName, Route])[];
