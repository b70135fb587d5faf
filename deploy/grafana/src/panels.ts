import {
  DashboardLinkBuilder, DataSourceRef, DynamicConfigValue, FieldColorBuilder, FieldColorModeId, MappingType, PanelBuilder as AnyPanelBuilder, Panel,
  Threshold, ThresholdsConfigBuilder, ThresholdsMode,
} from '@grafana/grafana-foundation-sdk/dashboard';
import {
  BigValueColorMode, BigValueGraphMode, GraphDrawStyle, LegendDisplayMode, LegendPlacement, ReduceDataOptionsBuilder, SortOrder, StackingConfigBuilder,
  StackingMode, TableSortByFieldStateBuilder, TooltipDisplayMode, VisibilityMode, VizLegendOptionsBuilder, VizTooltipOptionsBuilder,
} from '@grafana/grafana-foundation-sdk/common';
import type { Builder } from '@grafana/grafana-foundation-sdk/cog';
import { DataqueryBuilder, PromQueryFormat } from '@grafana/grafana-foundation-sdk/prometheus';
import { PanelBuilder as StatBuilder } from '@grafana/grafana-foundation-sdk/stat';
import { PanelBuilder as StateTimelineBuilder } from '@grafana/grafana-foundation-sdk/statetimeline';
import { PanelBuilder as TableBuilder } from '@grafana/grafana-foundation-sdk/table';
import { PanelBuilder as TextBuilder, TextMode } from '@grafana/grafana-foundation-sdk/text';
import { PanelBuilder as TimeSeriesBuilder } from '@grafana/grafana-foundation-sdk/timeseries';
import * as colours from './colours';
import { plain } from './links';

export const source: DataSourceRef = { type: 'prometheus', uid: '${datasource}' };

/** A line or a stack. */
export interface Query {
  expr: string;
  legend: string;
  /** Dots on the graph that name a run; for counters and buckets per DAG only. */
  exemplar?: boolean;
}

export interface GraphLook {
  unit: string;
  width?: number;
  colours?: Record<string, string>;
  stacked?: boolean;
  bars?: boolean;
  max?: number;
  links?: DashboardLinkBuilder[];
  pages?: DashboardLinkBuilder[];
}

const letters = 'ABCDEFGHIJ';

function paint(colour: string): DynamicConfigValue {
  return { id: 'color', value: new FieldColorBuilder().mode(FieldColorModeId.Fixed).fixedColor(colour).build() };
}

/** How something went over time. */
export function graph(title: string, description: string, queries: Query[], look: GraphLook): Builder<Panel> {
  const panel = new TimeSeriesBuilder().title(title).description(description).datasource(source).height(8).span(look.width ?? 12)
    .unit(look.unit).min(0).lineWidth(1).fillOpacity(look.bars ? 80 : look.stacked ? 25 : 8).showPoints(VisibilityMode.Never)
    .colorScheme(new FieldColorBuilder().mode(FieldColorModeId.PaletteClassicByName))
    .legend(new VizLegendOptionsBuilder().showLegend(true).displayMode(LegendDisplayMode.Table).placement(LegendPlacement.Bottom).calcs(['lastNotNull', 'max']))
    .tooltip(new VizTooltipOptionsBuilder().mode(TooltipDisplayMode.Multi).sort(SortOrder.Descending));
  if (look.max !== undefined) panel.max(look.max);
  if (look.bars) panel.drawStyle(GraphDrawStyle.Bars);
  if (look.stacked) panel.stacking(new StackingConfigBuilder().mode(StackingMode.Normal).group('A'));
  if (look.links) panel.dataLinks(look.links);
  if (look.pages) panel.links(look.pages);
  queries.forEach((query, place) => panel.withTarget(
    new DataqueryBuilder().refId(letters[place]).datasource(source).expr(query.expr).legendFormat(query.legend).range().exemplar(query.exemplar ?? false)));
  for (const [name, colour] of Object.entries(look.colours ?? {})) panel.overrideByName(name, [paint(colour)]);
  return panel;
}

export interface StatLook {
  unit: string;
  /** From this number on it is orange, then red. Without: blue, a number that only informs. */
  warn?: number;
  alarm?: number;
  /** Numbers below these are worrying. */
  falling?: boolean;
  width?: number;
  decimals?: number;
  links?: DashboardLinkBuilder[];
  pages?: DashboardLinkBuilder[];
}

function steps(look: StatLook): Threshold[] {
  if (look.warn === undefined && look.alarm === undefined) return [{ value: null, color: colours.informs }];
  const rising: Threshold[] = [
    { value: null, color: colours.good },
    ...(look.warn === undefined ? [] : [{ value: look.warn, color: colours.failed }]),
    ...(look.alarm === undefined ? [] : [{ value: look.alarm, color: colours.stopped }]),
  ];
  return look.falling
    ? [{ value: null, color: colours.stopped }, { value: look.alarm ?? 0, color: colours.failed }, { value: look.warn ?? 0, color: colours.good }]
    : rising;
}

/** One number now. */
export function stat(title: string, description: string, expr: string, look: StatLook): Builder<Panel> {
  const panel = new StatBuilder().title(title).description(description).datasource(source).height(4).span(look.width ?? 4).unit(look.unit)
    .colorMode(BigValueColorMode.Value).graphMode(BigValueGraphMode.None)
    .reduceOptions(new ReduceDataOptionsBuilder().calcs(['lastNotNull']))
    .thresholds(new ThresholdsConfigBuilder().mode(ThresholdsMode.Absolute).steps(steps(look)))
    .colorScheme(new FieldColorBuilder().mode(FieldColorModeId.Thresholds)).noValue('none')
    .withTarget(new DataqueryBuilder().refId('A').datasource(source).expr(expr).instant());
  if (look.decimals !== undefined) panel.decimals(look.decimals);
  if (look.links) panel.dataLinks(look.links);
  if (look.pages) panel.links(look.pages);
  return panel;
}

/** A column of numbers. */
export interface Column {
  title: string;
  expr: string;
  unit?: string;
  /** Colour of a number above zero. */
  alarm?: string;
}

export interface TableLook {
  /** The labels that name a row, in their order, by the title of their column. */
  labels: Record<string, string>;
  width?: number;
  height?: number;
  /** Column that the worst rows are known by; the first column of numbers when not said. */
  sortBy?: string;
  /** Links of the column DAG, of the column Task. */
  dagLinks?: DashboardLinkBuilder[];
  taskLinks?: DashboardLinkBuilder[];
  pages?: DashboardLinkBuilder[];
  /** The numbers say only that the row is there. */
  hideNumbers?: boolean;
}

/** Rows that can be acted on, the worst first. */
export function table(title: string, description: string, columns: Column[], look: TableLook): Builder<Panel> {
  const rename: Record<string, string> = { ...look.labels };
  const order: Record<string, number> = {};
  Object.keys(look.labels).forEach((label, place) => { order[label] = place; });
  const excluded: Record<string, boolean> = { Time: true };
  const panel = new TableBuilder().title(title).description(description).datasource(source).height(look.height ?? 9).span(look.width ?? 24)
    .colorScheme(new FieldColorBuilder().mode(FieldColorModeId.Thresholds)).filterable(true).noValue('none')
    .thresholds(new ThresholdsConfigBuilder().mode(ThresholdsMode.Absolute).steps([{ value: null, color: 'text' }]));
  columns.forEach((column, place) => {
    const field = columns.length === 1 ? 'Value' : `Value #${letters[place]}`;
    rename[field] = column.title;
    order[field] = Object.keys(look.labels).length + place;
    if (look.hideNumbers) excluded[field] = true;
    panel.withTarget(new DataqueryBuilder().refId(letters[place]).datasource(source).expr(column.expr).instant().format(PromQueryFormat.Table));
    panel.overrideByName(column.title, [
      { id: 'unit', value: column.unit ?? 'short' }, { id: 'decimals', value: 0 },
      ...(column.alarm === undefined ? [] : [
        { id: 'custom.cellOptions', value: { type: 'color-text' } },
        { id: 'thresholds', value: { mode: ThresholdsMode.Absolute, steps: [{ value: null, color: 'text' }, { value: 0.5, color: column.alarm }] } },
      ]),
    ]);
  });
  if (columns.length > 1) panel.withTransformation({ id: 'merge', options: {} });
  panel.withTransformation({ id: 'organize', options: { excludeByName: excluded, indexByName: order, renameByName: rename } });
  if (!look.hideNumbers) panel.sortBy([new TableSortByFieldStateBuilder().displayName(look.sortBy ?? columns[0].title).desc(true)]);
  if (look.dagLinks) panel.overrideByName('DAG', [{ id: 'links', value: look.dagLinks.map(plain) }]);
  if (look.taskLinks) panel.overrideByName('Task', [{ id: 'links', value: look.taskLinks.map(plain) }]);
  if (look.pages) panel.links(look.pages);
  return panel;
}

/** Since when something is up. */
export function upTimeline(title: string, description: string, queries: Query[], pages: DashboardLinkBuilder[], width = 24): Builder<Panel> {
  const panel = new StateTimelineBuilder().title(title).description(description).datasource(source).height(6).span(width).fillOpacity(70).lineWidth(0)
    .showValue(VisibilityMode.Never).mergeValues(true).links(pages)
    .colorScheme(new FieldColorBuilder().mode(FieldColorModeId.Thresholds))
    .thresholds(new ThresholdsConfigBuilder().mode(ThresholdsMode.Absolute).steps([{ value: null, color: colours.stopped }, { value: 1, color: colours.good }]))
    .mappings([{ type: MappingType.ValueToText, options: { '0': { text: 'down' }, '1': { text: 'up' } } }])
    .legend(new VizLegendOptionsBuilder().showLegend(false).displayMode(LegendDisplayMode.List).placement(LegendPlacement.Bottom).calcs([]));
  queries.forEach((query, place) => panel.withTarget(
    new DataqueryBuilder().refId(letters[place]).datasource(source).expr(query.expr).legendFormat(query.legend).range()));
  return panel;
}

/** What to do, in words. */
export function text(title: string, content: string, width = 24, height = 5): AnyPanelBuilder {
  return new TextBuilder().title(title).description('How to go on from here.').mode(TextMode.Markdown).content(content).height(height).span(width) as unknown as AnyPanelBuilder;
}
