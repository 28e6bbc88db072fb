export async function fuzzServer(_seed: number, _edits: number): Promise<{ edits: number; wrong: string[] }> {
  return { edits: 0, wrong: [] };
}
