import { DashboardLink, DashboardLinkBuilder, DashboardLinkType } from '@grafana/grafana-foundation-sdk/dashboard';

/** Fixed: alert links and other dashboards lead there (alerts.links.dashboardUrl). */
export const uids = { fleet: 'windsock-fleet', dag: 'windsock-dag', tries: 'windsock-tries', agent: 'windsock-agent', platform: 'windsock-platform' } as const;

export const tag = 'windsock';

const slugs: Record<string, string> = {
  [uids.fleet]: 'fleet', [uids.dag]: 'dag', [uids.tries]: 'tries', [uids.agent]: 'agent', [uids.platform]: 'platform',
};

/** A link within Grafana that keeps the time range; the values of variables are percent-encoded, DAG ids hold anything. */
export function toDashboard(title: string, uid: string, variables: Record<string, string>): DashboardLinkBuilder {
  const query = Object.entries(variables).map(([name, value]) => `&var-${name}=${value}`).join('');
  return new DashboardLinkBuilder(title).type(DashboardLinkType.Link).url(`/d/${uid}/${slugs[uid]}?\${__url_time_range}${query}`);
}

/** From a row of a table. The columns are those that people see. */
export function rowToDag(withTask: boolean): DashboardLinkBuilder {
  return toDashboard('What does this DAG do?', uids.dag, {
    namespace: '${__data.fields.Namespace:percentencode}', dag_id: '${__data.fields.DAG:percentencode}',
    ...(withTask ? { task_id: '${__data.fields.Task:percentencode}' } : {}),
  });
}

export function rowToTries(): DashboardLinkBuilder {
  return toDashboard('What happened in its tries?', uids.tries, {
    namespace: '${__data.fields.Namespace:percentencode}', dag_id: '${__data.fields.DAG:percentencode}', task_id: '${__data.fields.Task:percentencode}',
  });
}

export function rowToPlatform(): DashboardLinkBuilder {
  return toDashboard('What did this DAG do to platforms?', uids.platform, {
    namespace: '${__data.fields.Namespace:percentencode}', dag_id: '${__data.fields.DAG:percentencode}',
  });
}

/** From a line of a graph, by its labels. */
export function seriesToDag(): DashboardLinkBuilder {
  return toDashboard('What does this DAG do?', uids.dag, {
    namespace: '${__field.labels.namespace:percentencode}', dag_id: '${__field.labels.dag_id:percentencode}',
  });
}

/** A page of docs/runbooks, for example `egress_denied` or `agent/source_down`. */
export function runbook(page: string): DashboardLinkBuilder {
  return new DashboardLinkBuilder(`Runbook: ${page}`).type(DashboardLinkType.Link).url(`\${runbooks:raw}/${page}.md`).targetBlank(true);
}

/** The other dashboards, at the top of each. Variables that both know go along. */
export function siblings(): DashboardLinkBuilder {
  return new DashboardLinkBuilder('Windsock').type(DashboardLinkType.Dashboards).tags([tag]).asDropdown(true).includeVars(true).keepTime(true).icon('external link');
}

/** Links of a field are links of a panel without what concerns panels only. */
export function plain(link: DashboardLinkBuilder): Pick<DashboardLink, 'title' | 'targetBlank'> & { url: string } {
  const built = link.build();
  return { title: built.title, url: built.url ?? '', targetBlank: built.targetBlank };
}
