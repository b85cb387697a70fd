import { type LanguageName, languageOf } from '@countersign/analysis';
import { List, Text } from '@mantine/core';
import { Prose } from './prose.tsx';
import { sentence } from './sentence.ts';

/** What a canonical policy allows, in sentences that this browser's own analysis makes of the text. */
export function ExplainedPolicy(props: {
  readonly language: LanguageName;
  readonly text: string;
  readonly name: string;
}) {
  const sentences = sentencesOf(props.language, props.text);
  if (sentences === null) return <Text>This page cannot read the policy; see its text.</Text>;
  if (sentences.length === 0) return <Text>It allows nothing.</Text>;
  return (
    <List className="lines" spacing={8} aria-label={props.name}>
      {sentences.map((one) => (
        <List.Item key={one}>
          <Prose text={sentence(one)} />
        </List.Item>
      ))}
    </List>
  );
}

function sentencesOf(name: LanguageName, text: string): readonly string[] | null {
  const language = languageOf(name);
  if (typeof language === 'string') return null;
  const parsed = language.parseCanonical(text);
  if (!parsed.ok) return null;
  return [...new Set(language.explain(parsed.value).sentences.map((one) => one.text))];
}
