import { useQuery } from '@tanstack/react-query';
import { readRuleSet } from '../read.ts';
import { FilterSelect } from './filter-select.tsx';

/** The environments of the RuleSet in force as a choice. */
export function EnvironmentSelect(props: {
  readonly value: string | undefined;
  readonly onChoose: (value: string | undefined) => void;
}) {
  const rules = useQuery({ queryKey: ['rule-set'], queryFn: readRuleSet });
  const options = (rules.data?.document.environments ?? []).map(({ name }) => name);
  return <FilterSelect label="Environment" options={options} {...props} />;
}
