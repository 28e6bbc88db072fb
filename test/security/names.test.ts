/** What a project names is shown, never obeyed: by terminals, browsers, viewers of Markdown and SARIF, or CI services. */
import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { plain } from '../../client/src/plain.ts';
import { createWorkspace } from '../../server/src/all.ts';
import { describe as described } from '../../server/src/lsp/hover.ts';
import { renderGithub } from '../../server/src/report/github.ts';
import { renderHtml } from '../../server/src/report/html.ts';
import { renderJson } from '../../server/src/report/json.ts';
import { renderJunit } from '../../server/src/report/junit.ts';
import { renderMarkdown } from '../../server/src/report/markdown.ts';
import { forTerminal, printable } from '../../server/src/report/printable.ts';
import { type Report, makeReport } from '../../server/src/report/report.ts';
import { renderSarif } from '../../server/src/report/sarif.ts';
import { renderText } from '../../server/src/report/text.ts';
import { allStates } from '../../server/src/rules/requirements/states.ts';

/** One of each kind of trouble: control sequences, markup, links, commands of CI services, the end of a cell or a script. */
const NAMES = [
  '\u001b[2J\u001b]8;;https://evil.example\u0007x\u009b31m',
  'a\u202eb\u2066c\u2028d',
  '<img src=x onerror=boom()>',
  '</script><script>boom()</script>',
  '" onmouseover="boom()" x="',
  "' onmouseover='boom()",
  '[x](javascript:boom())',
  '![x](https://evil.example/a.png)',
  '[x](command:workbench.action.terminal.new)',
  '`<b>`` \\`x',
  'a\\|<i>b</i>',
  ']]><!-- <!ENTITY -->',
  'x\r\n::stop-commands::token',
  '::error::x',
  '##[stop-commands]token',
  '{{constructor.constructor("boom()")()}}${boom()}',
];

/** Logical IDs, types, descriptions, file names and reasons are the names. */
function workspaceOf() {
  const workspace = createWorkspace({
    host: { fileExists: () => null },
    projectOf: () => 'file:///app',
    today: () => '2026-11-21',
  });
  workspace.engine.onFailure = failure => {
    throw failure.error;
  };
  const statements: string[] = [];
  for (const [i, name] of NAMES.entries()) {
    const n = JSON.stringify(name);
    const text = `AWSTemplateFormatVersion: '2010-09-09'
Resources:
  ${n}:
    Type: AWS::KMS::Key
    Properties: { EnableKeyRotation: false, Description: ${n} }
  ${JSON.stringify(`other ${name}`)}:
    Type: ${JSON.stringify(`AWS::KMS::${name}`)}
    DependsOn: ${n}
    Properties: { Name: !Ref ${n}, Other: !Ref ${JSON.stringify(`no ${name}`)} }
  Ignored:
    Type: AWS::KMS::Key
    Properties:
      EnableKeyRotation: false # plumbline-ignore kms/unrotated-key: ${name.replace(/[\r\n\u2028]/g, ' ')}
`;
    workspace.update({ uri: `file:///app/${encodeURIComponent(`${name} ${i}.yaml`)}`, version: 1, text });
    statements.push(`    - { is: ${n}, why: ${n}, source: ${JSON.stringify(`${name}.md:3`)} }`);
  }
  workspace.update({
    uri: 'file:///app/plumbline.yaml',
    version: 1,
    text: `version: 1\nrequirements:\n  layout:\n    files:\n${statements.join('\n')}\n`,
  });
  return workspace;
}

function reportOf(): Report {
  const workspace = workspaceOf();
  return makeReport(workspace, {
    root: 'file:///app',
    version: '0.1.0',
    today: '2026-11-21',
    requirements: allStates(workspace),
    unread: NAMES.map(name => ({ uri: `file:///app/${encodeURIComponent(name)}`, reason: name })),
  });
}

describe('names of a project', () => {
  const report = reportOf();

  it('are in the report', () => {
    expect(report.findings.length).toBeGreaterThan(NAMES.length);
    expect(report.suppressed.length).toBeGreaterThan(0);
    expect(report.requirements.length).toBeGreaterThan(0);
    for (const name of NAMES.slice(2))
      expect(JSON.stringify(report.findings)).toContain(JSON.stringify(name).slice(1, -1));
  });

  it('reach a terminal and a log without control characters', () => {
    const control = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u2028\u202a-\u202e\u2066-\u2069]/;
    for (const text of [
      renderText(report, { verbose: true }),
      renderMarkdown(report),
      renderGithub(report),
      renderJunit(report, { failOn: 'hint' }),
    ])
      expect(control.exec(text)).toBeNull();
    const coloured = renderText(report, { verbose: true, color: true });
    expect(control.exec(coloured.replaceAll(/\u001b\[[\d;]+m/g, ''))).toBeNull();
    expect(coloured).not.toContain('\u001b[2J');
    expect(forTerminal(`\u001b[1;31m${NAMES[0]}\u001b[0m\r\n`)).toBe(
      `\u001b[1;31m${printable(NAMES[0] as string)}\u001b[0m\n`,
    );
  });

  it('are no markup, link or script in the page, which lets nothing run but its own', () => {
    for (const page of [
      renderHtml(report, { mode: 'webview', nonce: 'n0nce' }),
      renderHtml(report, { mode: 'file' }),
    ]) {
      const markup = page.replaceAll(/<script\b[^>]*>[\s\S]*?<\/script>|<style\b[^>]*>[\s\S]*?<\/style>/g, '');
      expect(page.match(/<script\b/g)).toHaveLength(2);
      expect(markup).not.toMatch(/<img|<i>|<b>`|<!ENTITY/);
      for (const [tag] of markup.matchAll(/<[a-z](?:"[^"]*"|[^>"])*>/gi)) {
        // Quotes of names are escaped, so that attributes are those that were written.
        expect(tag.replaceAll(/"[^"]*"/g, '""')).not.toMatch(/boom|\son[a-z]+=|\sstyle=/);
        for (const [, link] of tag.matchAll(/\s(?:href|src|action)="([^"]*)"/g))
          expect(link).toMatch(/^(#|https:\/\/github\.com\/plumbline-dev\/|vscode:\/\/file\/app\/)/);
      }
      const policy = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(page)?.[1] ?? '';
      expect(policy).toMatch(/^default-src 'none'; /);
      expect(policy).not.toMatch(/unsafe|\*|https?:|data:/);
      const data = /id="data">([\s\S]*?)<\/script>/.exec(page)?.[1] ?? '';
      expect(data).not.toContain('<');
      expect(JSON.stringify(JSON.parse(data))).toContain('onerror=boom()');
    }
  });

  it('are set as text by the script of the page', () => {
    const source = readFileSync(path.join(import.meta.dirname, '../../server/src/report/htmlScript.ts'), 'utf8');
    expect(source).not.toMatch(/innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\b|new Function|srcdoc/);
  });

  it('are no markup in Markdown, and each row has its cells', () => {
    const text = renderMarkdown(report);
    const outside = text.replaceAll(/(`+)(?!`)[\s\S]*?(?<!`)\1(?!`)/g, '');
    expect(outside).not.toMatch(/<(?!br>)[a-z/!]/i);
    for (const [, target] of outside.matchAll(/(?<!\\)\]\(([^)]*)\)/g))
      expect(target).toMatch(/^https:\/\/github\.com\/plumbline-dev\//);
    let columns = 0;
    for (const line of text.split('\n')) {
      // As GitHub splits them: a backslash takes the next character with it, in code as well.
      const cells = line.match(/(?:\\.|[^\\|])+/g)?.length ?? 0;
      if (/^\| --- /.test(line)) columns = cells;
      if (line === '') columns = 0;
      if (columns > 0) expect(line.replaceAll(/\\./g, '').split('|').length - 2, line).toBe(columns);
    }
  });

  it('are no commands of GitHub Actions', () => {
    // Twice, so that each finding is among those beyond what is annotated.
    const twice = { ...report, findings: [...report.findings, ...report.findings] };
    for (const line of `${renderGithub(twice)}\n${renderText(report)}`.split('\n')) {
      if (/^::(error|warning|notice) file=[^,]*,line=\d+,/.test(line)) continue;
      expect(line.trimStart()).not.toMatch(/^::(?!group::\d+ further|endgroup::$)/);
      expect(line).not.toContain('##[');
    }
  });

  it('are no links in SARIF, and no elements in JUnit', () => {
    const sarif = JSON.parse(renderSarif(report)) as object;
    const texts: string[] = [];
    JSON.stringify(sarif, (key, value) => {
      if (key === 'text' && typeof value === 'string') texts.push(value);
      return value as unknown;
    });
    expect(texts.some(t => t.includes('javascript:boom'))).toBe(true);
    for (const text of texts) expect(text).not.toMatch(/\]\((?!https:\/\/)/);
    const junit = renderJunit(report, { failOn: 'hint' });
    const elements = new Set([...junit.matchAll(/<[/?!]?([\w-]*)/g)].map(m => m[1]));
    expect([...elements].sort()).toEqual(
      ['failure', 'skipped', 'system-out', 'testcase', 'testsuite', 'testsuites', 'xml'].filter(e => elements.has(e)),
    );
    expect(() => JSON.parse(renderJson(report))).not.toThrow();
  });

  it('are no links, images or HTML in hovers, where nothing can call a command', () => {
    const workspace = workspaceOf();
    const graph = workspace.graph('file:///app/plumbline.yaml');
    expect(graph.resources.length).toBeGreaterThan(NAMES.length);
    for (const resource of graph.resources) {
      const said = described(resource, graph, workspace.allFindings(), []).replaceAll(/`[^`]*`/g, '');
      expect(said).not.toMatch(/(?<!\\)<|(?<!\\)!\[|\]\((?!https:\/\/github\.com\/plumbline-dev\/)(?<!\\\]\()/);
    }
    const client = readFileSync(path.join(import.meta.dirname, '../../client/src/extension.ts'), 'utf8');
    expect(client).toContain('markdown: { isTrusted: false, supportHtml: false }');
  });
});

describe('panels of the editor', () => {
  const folder = path.join(import.meta.dirname, '../../client/src');
  const sources = readdirSync(folder).map(name => [name, readFileSync(path.join(folder, name), 'utf8')] as const);

  it('load no file, and show no page that was put together in the client', () => {
    let panels = 0;
    for (const [name, source] of sources) {
      const made = source.match(/createWebviewPanel\(|resolveWebviewView\(/g)?.length ?? 0;
      panels += made;
      expect(source.match(/localResourceRoots: \[\]/g)?.length ?? 0, name).toBe(made);
      // Pages come from the server, where the tests above hold.
      for (const [, page] of source.matchAll(/webview\.html = ([^;]*)/g))
        expect(page, name).toMatch(/^\w+(\.content)?$/);
    }
    expect(panels).toBeGreaterThan(0);
  });

  it('show pages with a policy that begins by allowing nothing', () => {
    const server = path.join(import.meta.dirname, '../../server/src');
    const pages = readdirSync(server, { recursive: true, encoding: 'utf8' })
      .filter(name => name.endsWith('.ts') && !name.endsWith('.test.ts'))
      .map(name => [name, readFileSync(path.join(server, name), 'utf8')] as const)
      .filter(([, source]) => source.includes('<!DOCTYPE html>'));
    expect(pages.length).toBeGreaterThan(0);
    for (const [name, source] of pages) {
      expect(source, name).toContain('http-equiv="Content-Security-Policy"');
      expect(source, name).toContain("default-src 'none'");
      expect(source, name).not.toMatch(/'unsafe-|<script\b[^>]*\bsrc=|<link\b/);
    }
  });

  it('show messages and states in which no name is a link that runs a command', () => {
    // As VS Code finds links in the texts of notifications and of language status items.
    const link = /\[([^\]]+)\]\(((?:https?:\/\/|command:|file:)[^)\s]+)(?: (["'])(.+?)(\3))?\)/i;
    expect(NAMES.filter(name => link.test(name)).length).toBeGreaterThan(1);
    for (const name of NAMES) expect(link.test(plain(name))).toBe(false);
    let messages = 0;
    for (const [name, source] of sources) {
      for (const [said] of source.matchAll(/show(?:Error|Warning|Information)Message\(\s*[^'\s][^\n]*/g)) {
        messages++;
        expect(said, name).toMatch(/^\w+\(\s*plain\(/);
      }
      for (const [, set] of source.matchAll(/[iI]tem\.detail = ([^\n]*)/g)) expect(set, name).toMatch(/^plain\(/);
      for (const [said] of source.matchAll(/progress\.report\([^\n]*/g)) expect(said, name).toContain('plain(message)');
    }
    expect(messages).toBeGreaterThan(5);
  });

  it('make no hover that may call commands, and no terminal or task', () => {
    for (const [name, source] of sources)
      expect(source, name).not.toMatch(
        /isTrusted = true|isTrusted: true|enabledCommands|createTerminal|ShellExecution/,
      );
  });
});
