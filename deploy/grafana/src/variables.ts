import {
  DatasourceVariableBuilder, QueryVariableBuilder, TextBoxVariableBuilder, VariableHide, VariableModel, VariableRefresh, VariableSort,
} from '@grafana/grafana-foundation-sdk/dashboard';
import type { Builder } from '@grafana/grafana-foundation-sdk/cog';
import { source } from './panels';

export type Variable = Builder<VariableModel>;

export const datasource: Variable = new DatasourceVariableBuilder('datasource').label('Prometheus').type('prometheus');

/** Where docs/runbooks is served. */
export const runbooks: Variable = new TextBoxVariableBuilder('runbooks').label('Runbooks').hide(VariableHide.HideVariable)
  .description('Address under which docs/runbooks is served, without a slash at the end.')
  .defaultValue('https://github.com/example/windsock/blob/main/docs/runbooks');

/** The address at which a browser reaches an agent. */
export const agent: Variable = new TextBoxVariableBuilder('agent').label('Agent')
  .description('Address of the pages of an agent as your browser reaches it, for example after kubectl -n windsock port-forward POD 9465.')
  .defaultValue('http://127.0.0.1:9465');

function values(name: string, label: string, series: string): QueryVariableBuilder {
  return new QueryVariableBuilder(name).label(label).datasource(source)
    .query({ query: `label_values(${series}, ${name})`, refId: name })
    .refresh(VariableRefresh.OnTimeRangeChanged).sort(VariableSort.AlphabeticalCaseInsensitiveAsc);
}

/** `All` is a pattern, not a list: it also matches what came up later, and a label that is not there. */
function orAll(variable: QueryVariableBuilder): QueryVariableBuilder {
  return variable.includeAll(true).allValue('.*').current({ text: 'All', value: '$__all' });
}

export const namespace: Variable = orAll(values('namespace', 'Namespace', 'windsock_flow_events_total'));
export const dagId: Variable = orAll(values('dag_id', 'DAG', 'windsock_flow_events_total{namespace=~"$namespace"}'));
export const taskId: Variable = orAll(values('task_id', 'Task', 'windsock_flow_events_total{namespace=~"$namespace", dag_id=~"$dag_id"}'));
export const node: Variable = orAll(values('node', 'Node', 'windsock_build_info')).multi(true);

/** One of each: the agent's pages are asked about one task. */
export const oneNamespace: Variable = values('namespace', 'Namespace', 'windsock_task_tries_total');
export const oneDag: Variable = values('dag_id', 'DAG', 'windsock_task_tries_total{namespace="$namespace"}');
export const oneTaskId: Variable = values('task_id', 'Task', 'windsock_task_tries_total{namespace="$namespace", dag_id="$dag_id"}');
