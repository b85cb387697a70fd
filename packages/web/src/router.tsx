import { createRootRoute, createRoute, createRouter } from '@tanstack/react-router';
import { Frame, NotFound } from './parts/frame.tsx';
import { CandidateScreen } from './screens/candidate.tsx';
import { CandidatesScreen } from './screens/candidates.tsx';
import { LogScreen } from './screens/log.tsx';
import { RulesScreen } from './screens/rules.tsx';

const root = createRootRoute({ component: Frame, notFoundComponent: NotFound });

/** Filters live in the address, so that a list can be shared as it is seen. */
export interface CandidatesSearch {
  readonly state?: string;
}

const candidates = createRoute({
  getParentRoute: () => root,
  path: '/',
  component: CandidatesScreen,
  validateSearch: (search: Record<string, unknown>): CandidatesSearch =>
    typeof search['state'] === 'string' ? { state: search['state'] } : {},
});

const candidate = createRoute({
  getParentRoute: () => root,
  path: '/candidates/$id',
  component: function CandidateRoute() {
    return <CandidateScreen id={candidate.useParams().id} />;
  },
});

const log = createRoute({ getParentRoute: () => root, path: '/log', component: LogScreen });

const rules = createRoute({ getParentRoute: () => root, path: '/rules', component: RulesScreen });

export const router = createRouter({
  routeTree: root.addChildren([candidates, candidate, rules, log]),
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
