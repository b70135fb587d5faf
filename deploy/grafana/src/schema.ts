// Writes every dashboard as a literal of Grafana's own types, for the compiler to check: schema.js DASHBOARDS LITERALS
// Literals are checked for keys that do not exist, and options and fields by the kind of the panel.
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

interface AnyPanel { type: string; options?: unknown; fieldConfig?: { defaults?: { custom?: unknown } }; panels?: AnyPanel[] }

const kinds: Record<string, string> = { timeseries: 'timeseries/panelcfg/x/TimeSeriesPanelCfg', stat: 'stat/panelcfg/x/StatPanelCfg', table: 'table/panelcfg/x/TablePanelCfg', 'state-timeline': 'statetimeline/panelcfg/x/StateTimelinePanelCfg', text: 'text/panelcfg/x/TextPanelCfg' };
const withFields = new Set(['timeseries', 'table', 'state-timeline']);

const [from, to] = [process.argv[2] ?? 'dashboards', process.argv[3] ?? 'build/literals'];
rmSync(to, { recursive: true, force: true });
mkdirSync(to, { recursive: true });
for (const file of readdirSync(from).filter(name => name.endsWith('.json'))) {
  const made: { panels: AnyPanel[] } = JSON.parse(readFileSync(join(from, file), 'utf8'));
  const panels = made.panels.flatMap(panel => panel.type === 'row' ? panel.panels ?? [] : [panel]);
  const lines = [
    `import type { AnnotationQuery, Dashboard } from '@grafana/schema';`,
    ...Object.entries(kinds).map(([kind, path]) => `import type * as ${name(kind)} from '@grafana/schema/dist/esm/raw/composable/${path}_types.gen';`),
    // JSON has the value of an enumeration where the types have its name.
    'type Plain<T> = T extends string ? `${T}` : T extends number ? number : T extends (infer U)[] ? Plain<U>[] : T extends object ? { [K in keyof T]: Plain<T[K]> } : T;',
    // What a mark asks is a matter of its data source.
    "type Whole = Omit<Plain<Dashboard>, 'annotations'> & { annotations: { list: (Plain<AnnotationQuery> & { expr?: string })[] } };",
    `export const dashboard: Whole = ${JSON.stringify(made)};`,
    'export const panels = [',
    ...panels.map(panel => `  ${JSON.stringify(panel.options ?? {})} satisfies Plain<Partial<${name(panel.type)}.Options>>,`
      + (withFields.has(panel.type) ? ` ${JSON.stringify(panel.fieldConfig?.defaults?.custom ?? {})} satisfies Plain<Partial<${name(panel.type)}.FieldConfig>>,` : '')),
    '];',
  ];
  writeFileSync(join(to, file.replace('.json', '.ts')), lines.join('\n'));
}
writeFileSync(join(to, 'tsconfig.json'), JSON.stringify({ extends: resolve('tsconfig.json'), compilerOptions: { noEmit: true, noUnusedLocals: false, rootDir: '.' }, include: ['*.ts'], exclude: [] }));

function name(kind: string): string {
  return kind.replaceAll('-', '');
}
