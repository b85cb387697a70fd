import { NativeSelect } from '@mantine/core';

/** One choice that narrows a list and stands in its address; the empty one is any. */
export function FilterSelect(props: {
  readonly label: string;
  readonly value: string | undefined;
  readonly options: readonly string[];
  readonly onChoose: (value: string | undefined) => void;
}) {
  const { label, value, options } = props;
  // An address may name what is not among the choices: it is shown as what it is.
  const known = value === undefined || options.includes(value) ? options : [value, ...options];
  return (
    <NativeSelect
      label={label}
      w={260}
      maw="100%"
      value={value ?? ''}
      onChange={({ currentTarget }) =>
        props.onChoose(currentTarget.value === '' ? undefined : currentTarget.value)
      }
      data={[
        { value: '', label: `any ${label.toLowerCase()}` },
        ...known.map((one) => ({ value: one, label: one })),
      ]}
    />
  );
}
