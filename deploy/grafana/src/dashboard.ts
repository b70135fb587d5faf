import {
  AnnotationQueryBuilder, Dashboard, DashboardBuilder, DashboardCursorSync, Panel, RowBuilder, TimePickerBuilder, VariableModel,
} from '@grafana/grafana-foundation-sdk/dashboard';
import type { Builder } from '@grafana/grafana-foundation-sdk/cog';
import { siblings, tag } from './links';
import { source } from './panels';
import type { Variable } from './variables';

export interface Row {
  title: string;
  panels: Builder<Panel>[];
  /** Closed rows ask Prometheus nothing before they are opened. */
  closed?: boolean;
}

export interface Page {
  uid: string;
  title: string;
  description: string;
  from: string;
  variables: Variable[];
  rows: Row[];
  /** PromQL of what is marked on every graph. */
  marks?: { name: string; expr: string; colour: string };
}

/** Puts rows below each other and gives panels their numbers. */
export function dashboard(page: Page): Dashboard {
  const builder = new DashboardBuilder(page.title).uid(page.uid).description(page.description).tags([tag]).editable().tooltip(DashboardCursorSync.Crosshair)
    .time({ from: page.from, to: 'now' }).refresh('1m').timezone('browser').timepicker(new TimePickerBuilder().refreshIntervals(['30s', '1m', '5m', '15m']))
    .variables(page.variables).link(siblings());
  if (page.marks) {
    builder.annotation(new AnnotationQueryBuilder().name(page.marks.name).datasource(source).enable(true).iconColor(page.marks.colour).expr(page.marks.expr));
  }

  for (const row of page.rows) {
    const head = new RowBuilder(row.title).collapsed(row.closed ?? false);
    if (row.closed) row.panels.forEach(panel => head.withPanel(panel));
    builder.withRow(head);
    if (!row.closed) row.panels.forEach(panel => builder.withPanel(panel));
  }

  const built = builder.build();
  built.annotations = { list: built.annotations.list ?? [] };
  for (const variable of built.templating.list ?? []) tidyVariable(variable);
  let id = 0;
  for (const panel of built.panels ?? []) {
    panel.id = ++id;
    for (const inner of 'panels' in panel ? panel.panels : []) {
      inner.id = ++id;
      tidyPanel(inner);
    }
    if (!('panels' in panel)) tidyPanel(panel);
  }
  return built;
}

/** The builder gives every variable the keys of an interval; Grafana's schema has them for intervals only. */
function tidyVariable(variable: VariableModel): void {
  delete variable.auto;
  delete variable.auto_min;
  delete variable.auto_count;
}

/** The builder gives tables a footer, which newer Grafana keeps with the columns. */
function tidyPanel(panel: Panel): void {
  if (panel.type === 'table') delete panel.options?.footer;
}
