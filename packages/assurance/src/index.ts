export type { AuditCode, AuditFinding, AuditReport } from './audit/report.ts';
export { type ExportToVerify, verifyExport } from './audit/verify-export.ts';
export type { PasskeySource } from './facts/envelopes.ts';
export { factsFrom, type LookUp } from './facts/facts-from.ts';
