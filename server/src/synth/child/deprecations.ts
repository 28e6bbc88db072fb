/** Which deprecated APIs of libraries the app itself uses. */
import { callSites, current } from './recording.ts';

/**
 * Notes the use of `api` if the app's own code is what uses it: libraries use deprecated APIs of their own, too, which the
 * user can't change. True when there is a run, so that nothing is printed.
 */
export function deprecated(api: string, message: string): boolean {
  const recording = current();
  if (!recording) return false;
  const between: NodeJS.CallSite[] = [];
  for (const site of callSites(deprecated)) {
    const file = site.getFileName();
    if (file && recording.isApp(file)) {
      if (!isDirect(between, recording.latest)) return true;
      const chain = recording.capture(deprecated);
      if (!recording.deprecations.some(d => d.api === api && d.chain === chain))
        recording.deprecations.push({ api, message: message.trim(), chain });
      return true;
    }
    // Node's own frames are those of array methods and the like.
    if (file && !file.startsWith('node:') && !/\.warnings\.jsii\.js$/.test(file)) between.push(site);
  }
  return true;
}

/**
 * Whether the frames of the library between the warning and the app are those of the deprecated thing itself: one method,
 * or the constructors of one object.
 */
function isDirect(frames: readonly NodeJS.CallSite[], latest: object | null): boolean {
  if (frames.length <= 1) return true;
  if (!frames.every(f => f.isConstructor())) return false;
  const outermost = frames.at(-1)?.getFunctionName();
  for (let type = latest?.constructor; type && type !== Function.prototype; type = Object.getPrototypeOf(type))
    if (type.name === outermost) return true;
  return false;
}
