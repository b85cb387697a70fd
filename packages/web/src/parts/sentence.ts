/** What analysis writes in lower case and without an end, as a sentence; what starts with code keeps its letters. */
export function sentence(text: string): string {
  const written = `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
  return /[.!?]$/.test(written) || written === '' ? written : `${written}.`;
}
