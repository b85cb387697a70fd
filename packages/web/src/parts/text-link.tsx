import { Anchor, type AnchorProps } from '@mantine/core';
import { createLink } from '@tanstack/react-router';
import type { AnchorHTMLAttributes, Ref } from 'react';

type Props = AnchorProps &
  Omit<AnchorHTMLAttributes<HTMLAnchorElement>, keyof AnchorProps> & {
    readonly ref?: Ref<HTMLAnchorElement>;
  };

function TextAnchor(props: Props) {
  return <Anchor {...props} />;
}

/** A link to a screen of this app, with the router's types for where it leads. */
export const TextLink = createLink(TextAnchor);
