export {
  type Envelope,
  type EnvelopeSignature,
  envelope,
  envelopeBytes,
  PAYLOAD_TYPE,
  pae,
  parseEnvelope,
  readEnvelope,
} from './envelope.ts';
export {
  parseStatement,
  STATEMENT_TYPE,
  type Statement,
  type Subject,
  statement,
} from './statement.ts';
