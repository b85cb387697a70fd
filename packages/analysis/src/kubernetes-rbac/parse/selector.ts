import type { LabelExpression, LabelSelector } from '../model.ts';
import { Fields } from './fields.ts';

type Operator = LabelExpression['operator'];

const OPERATORS: readonly Operator[] = ['In', 'NotIn', 'Exists', 'DoesNotExist'];

/** `aggregationRule` of a ClusterRole, or null where there is none. */
export function readAggregation(fields: Fields): LabelSelector[] | null {
  const node = fields.node('aggregationRule');
  if (node === undefined) return null;
  const rule = new Fields(
    node,
    '`aggregationRule`',
    fields.pointerTo('aggregationRule'),
    fields.faults,
  );
  rule.allow(['clusterRoleSelectors']);
  const selectors = rule.list('clusterRoleSelectors');
  if (selectors.length === 0) rule.missing('clusterRoleSelectors');
  return selectors.map((one) =>
    readSelector(new Fields(one.node, 'a selector', one.pointer, fields.faults)),
  );
}

function readSelector(fields: Fields): LabelSelector {
  fields.allow(['matchLabels', 'matchExpressions']);
  return {
    matchLabels: fields.textMap('matchLabels'),
    matchExpressions: fields
      .list('matchExpressions')
      .map((one) =>
        readExpression(new Fields(one.node, 'an expression', one.pointer, fields.faults)),
      ),
  };
}

function readExpression(fields: Fields): LabelExpression {
  fields.allow(['key', 'operator', 'values']);
  const text = fields.requiredText('operator');
  const operator = OPERATORS.find((one) => one === text);
  const values = fields.texts('values');
  if (operator === undefined && text !== '') {
    fields.wrongValue('operator', `\`operator\` must be one of ${OPERATORS.join(', ')}`);
  }
  if ((operator === 'In' || operator === 'NotIn') && values.length === 0) fields.missing('values');
  if ((operator === 'Exists' || operator === 'DoesNotExist') && values.length > 0) {
    fields.wrongValue('values', `\`${operator}\` takes no \`values\``);
  }
  return { key: fields.requiredText('key'), operator: operator ?? 'In', values };
}
