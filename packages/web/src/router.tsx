import { createRootRoute, createRoute, createRouter } from '@tanstack/react-router';
import { Frame, NotFound } from './parts/frame.tsx';
import { CandidateScreen } from './screens/candidate.tsx';
import { CandidatesScreen } from './screens/candidates.tsx';
import { InventoryScreen } from './screens/inventory.tsx';
import { LogScreen } from './screens/log.tsx';
import { RequirementScreen } from './screens/requirement.tsx';
import { RequirementsScreen } from './screens/requirements.tsx';
import { RulesScreen } from './screens/rules.tsx';
import { TemplateScreen } from './screens/template.tsx';
import { TemplatesScreen } from './screens/templates.tsx';

const root = createRootRoute({ component: Frame, notFoundComponent: NotFound });

/** Filters live in the address, so that a list can be shared as it is seen; nothing else of an address is taken. */
function filters<const K extends string>(...names: readonly K[]) {
  return (search: Record<string, unknown>): { readonly [P in K]?: string } => {
    const given = names.filter((name) => typeof search[name] === 'string' && search[name] !== '');
    return Object.fromEntries(given.map((name) => [name, search[name]])) as { [P in K]?: string };
  };
}

const candidates = createRoute({
  getParentRoute: () => root,
  path: '/',
  component: CandidatesScreen,
  validateSearch: filters('state', 'requirement'),
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

const templates = createRoute({
  getParentRoute: () => root,
  path: '/templates',
  component: TemplatesScreen,
  validateSearch: filters('state', 'environment'),
});

const template = createRoute({
  getParentRoute: () => root,
  path: '/templates/$id',
  component: function TemplateRoute() {
    const navigate = template.useNavigate();
    return (
      <TemplateScreen
        id={template.useParams().id}
        show={template.useSearch().decisions}
        onShow={(decisions) =>
          void navigate({ search: decisions === undefined ? {} : { decisions } })
        }
      />
    );
  },
  validateSearch: filters('decisions'),
});

const inventory = createRoute({
  getParentRoute: () => root,
  path: '/inventory',
  component: InventoryScreen,
  validateSearch: filters('environment'),
});

const requirements = createRoute({
  getParentRoute: () => root,
  path: '/requirements',
  component: RequirementsScreen,
  validateSearch: filters('environment'),
});

const requirement = createRoute({
  getParentRoute: () => root,
  path: '/requirements/$id',
  component: function RequirementRoute() {
    return <RequirementScreen id={requirement.useParams().id} />;
  },
});

export const router = createRouter({
  routeTree: root.addChildren([
    candidates,
    candidate,
    requirements,
    requirement,
    templates,
    template,
    inventory,
    rules,
    log,
  ]),
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
