/** Report and picture can be read in VS Code's own themes and in the scheme that exported files bring: WCAG 2.2, 1.4.3 and 1.4.11. */
import { describe, expect, it } from 'vitest';
import { TIER_COLOURS } from '../server/src/picture/kinds.ts';
import { svgStyle } from '../server/src/picture/svgStyle.ts';
import { style } from '../server/src/report/htmlStyle.ts';

type Rgb = readonly [number, number, number];

/** What VS Code's default themes say of the colours that the pages ask for , as a webview of 1.139 is told them. */
const THEMES: Readonly<Record<string, { readonly dark: boolean; readonly colours: Readonly<Record<string, string>> }>> =
  {
    'of its own, light': { dark: false, colours: {} },
    'of its own, dark': { dark: true, colours: {} },
    'Light Modern': {
      dark: false,
      colours: {
        'editor-background': '#ffffff',
        'editor-foreground': '#3b3b3b',
        descriptionForeground: '#3b3b3b',
        'sideBar-background': '#f8f8f8',
        'editorWidget-background': '#f8f8f8',
        'textLink-foreground': '#005fb8',
        focusBorder: '#005fb8',
        'editorError-foreground': '#e51400',
        'editorWarning-foreground': '#bf8803',
        'editorInfo-foreground': '#0063d3',
        'charts-green': '#388a34',
      },
    },
    'Dark Modern': {
      dark: true,
      colours: {
        'editor-background': '#1f1f1f',
        'editor-foreground': '#cccccc',
        descriptionForeground: '#9d9d9d',
        'sideBar-background': '#181818',
        'editorWidget-background': '#202020',
        'textLink-foreground': '#4daafc',
        focusBorder: '#0078d4',
        'editorError-foreground': '#f14c4c',
        'editorWarning-foreground': '#cca700',
        'editorInfo-foreground': '#59a4f9',
        'charts-green': '#89d185',
      },
    },
    'Dark High Contrast': {
      dark: true,
      colours: {
        'editor-background': '#000000',
        'editor-foreground': '#ffffff',
        descriptionForeground: '#b2b2b2',
        'sideBar-background': '#000000',
        'editorWidget-background': '#0c141f',
        contrastBorder: '#6fc3df',
        'textLink-foreground': '#21a6ff',
        focusBorder: '#f38518',
        'editorError-foreground': '#f48771',
        'editorWarning-foreground': '#ffd370',
        'editorInfo-foreground': '#59a4f9',
        'charts-green': '#89d185',
      },
    },
    'Light High Contrast': {
      dark: false,
      colours: {
        'editor-background': '#ffffff',
        'editor-foreground': '#292929',
        descriptionForeground: '#696969',
        'sideBar-background': '#ffffff',
        'editorWidget-background': '#ffffff',
        contrastBorder: '#0f4a85',
        'textLink-foreground': '#0f4a85',
        focusBorder: '#006bbd',
        'editorError-foreground': '#b5200d',
        'editorWarning-foreground': '#895503',
        'editorInfo-foreground': '#0063d3',
        'charts-green': '#374e06',
      },
    },
  };

/** What a style sheet calls its colours; of two declarations the last one that holds in the scheme. */
function palette(css: string, theme: (typeof THEMES)[string]): (name: string) => Rgb {
  const light = css.replace(/@media [^\n]*\{\n[\s\S]*?\n\}\n/g, '');
  const dark = /@media \(prefers-color-scheme: dark\) \{([\s\S]*?)\n\}\n/.exec(css)?.[1] ?? '';
  const declared = new Map(
    [...`${light}${theme.dark ? dark : ''}`.matchAll(/(--[a-z-]+): ([^;]+);/g)].map(([, name = '', value = '']) => [
      name,
      value,
    ]),
  );
  const colour = (text: string): Rgb => {
    const hex = /^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/.exec(text);
    if (hex) return hex.slice(1).map(part => Number.parseInt(part, 16)) as unknown as Rgb;
    const [, name = '', rest = ''] = /^([a-z-]+)\((.*)\)$/.exec(text) ?? [];
    const [first = '', second = '', third = ''] = splitted(rest);
    if (name === 'light-dark') return colour(theme.dark ? second : first);
    if (name === 'color-mix') {
      const [, base = '', share = ''] = /^(.*) (\d+)%$/.exec(second) ?? [];
      const [a, b] = [colour(base), colour(third)];
      return a.map((x, i) => (x * Number(share)) / 100 + (b[i] ?? 0) * (1 - Number(share) / 100)) as unknown as Rgb;
    }
    if (name !== 'var') throw new Error(`${text} is no colour`);
    const of = first.startsWith('--vscode-') ? theme.colours[first.slice(9)] : declared.get(first);
    return colour(of ?? second);
  };
  return name => colour(`var(${name})`);
}

/** Arguments of a function, whose own arguments may be functions. */
function splitted(text: string): string[] {
  const parts = [''];
  let depth = 0;
  for (const c of text) {
    depth += c === '(' ? 1 : c === ')' ? -1 : 0;
    if (c === ',' && depth === 0) parts.push('');
    else parts[parts.length - 1] += c;
  }
  return parts.map(part => part.trim());
}

/** The contrast of WCAG: 1 to 21. */
function contrast(a: Rgb, b: Rgb): number {
  const luminance = (rgb: Rgb) => {
    const [r, g, blue] = rgb.map(x =>
      x / 255 <= 0.04045 ? x / 255 / 12.92 : ((x / 255 + 0.055) / 1.055) ** 2.4,
    ) as unknown as Rgb;
    return 0.2126 * r + 0.7152 * g + 0.0722 * blue;
  };
  const [high, low] = [luminance(a), luminance(b)].sort((x, y) => y - x) as [number, number];
  return (high + 0.05) / (low + 0.05);
}

/** What is too faint: `--a on --b: 2.9`. */
function faint(
  of: (name: string) => Rgb,
  fronts: readonly string[],
  grounds: readonly string[],
  least: number,
): string[] {
  return fronts.flatMap(front =>
    grounds.flatMap(ground => {
      const ratio = contrast(of(front), of(ground));
      return ratio < least ? [`${front} on ${ground}: ${ratio.toFixed(2)}`] : [];
    }),
  );
}

describe.each(Object.entries(THEMES))('in the scheme %s', (_, theme) => {
  it('text of the picture has a contrast of 4.5, its lines and signs of 3', () => {
    const of = palette(svgStyle, theme);
    const grounds = ['--p-bg', '--p-frame', '--p-card'];
    expect(faint(of, ['--p-fg', '--p-dim'], grounds, 4.5)).toEqual([]);
    const lines = ['--p-line', '--p-faint', '--p-read', '--p-write', '--p-error'];
    expect(faint(of, lines, ['--p-bg', '--p-frame'], 3)).toEqual([]);
    // Badges and cards have the ground of the editor.
    expect(faint(of, ['--p-warning', '--p-information', '--p-hint', '--p-focus'], ['--p-bg'], 3)).toEqual([]);
  });

  it('text of the report has a contrast of 4.5, its icons of 3', () => {
    const of = palette(style, theme);
    const texts = [
      '--fg',
      '--dim',
      '--link',
      '--hint',
      '--error-text',
      '--warning-text',
      '--information-text',
      '--good-text',
    ];
    expect(faint(of, texts, ['--bg', '--soft'], 4.5)).toEqual([]);
    expect(faint(of, ['--error', '--warning', '--information', '--good', '--focus'], ['--bg'], 3)).toEqual([]);
  });
});

it('white letters on signs have a contrast of 4.5', () => {
  const of = palette('', { dark: false, colours: TIER_COLOURS });
  const tiers = Object.keys(TIER_COLOURS).map(tier => `--vscode-${tier}`);
  const white: Rgb = [255, 255, 255];
  expect(tiers.filter(tier => contrast(of(tier), white) < 4.5)).toEqual([]);
});
