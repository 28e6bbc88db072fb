/** Packs the extension in a folder into a file; gives the hash of the package. `stdio` is what becomes of what vsce prints. */
export function pack(folder: string, file: string, stdio?: 'inherit' | 'pipe'): string;
