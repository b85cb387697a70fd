/** Version of the analysis; part of every Summary, so that another version never passes for this one. */
export const ANALYSIS_VERSION: string = '2.0.0';
