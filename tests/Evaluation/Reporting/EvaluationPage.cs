using System.Globalization;
using System.Text;

namespace Windsock.Evaluation.Reporting;

/// <summary>The page docs/evaluation.md: how it was measured, and what came of it.</summary>
internal static class EvaluationPage
{
    public static string Write(EvaluationOptions options, EvaluationResult result)
    {
        var page = new StringBuilder();
        page.Append(CultureInfo.InvariantCulture, $"""
            # How well anomalies are found

            `make eval` writes this page: {options.Seeds} simulated clusters with incidents and {options.QuietSeeds} without any, {options.Dags} DAGs and {options.Days} days each, {result.Tries:N0} tries and
            {result.Connections:N0} connections in all, in {result.Took.TotalMinutes:0} minutes on {options.Degree} cores. `make eval ARGS="--seeds 4 --examples"` plays a part of it and prints what
            was missed and what was said for nothing. A seed gives the same trace everywhere.

            ## Windsock, without configuration

            Bars: precision at least {ResultTables.PrecisionBar}, recall at least {ResultTables.RecallBar}, at most {ResultTables.FalsePagesBar} false page a week on the whole cluster.


            """);
        page.Append(ResultTables.OfRules(result.Cards[0])).Append('\n');
        page.Append("## Beside two plain rules on the same events\n\nPrecision / recall. A dash: it has no such rule.\n\n");
        page.Append(ResultTables.Beside(result.Cards)).Append('\n');
        page.Append(Limits);
        page.Append("## Noise\n\n");
        page.Append(ResultTables.OfNoise(result.Cards, result.Quiet)).Append('\n');
        page.Append(Method);
        return page.ToString();
    }

    private const string Limits = """
        *fixed limits*: 300 connections, 5 denials, 25 peers, 10 failed look-ups, 50 MB sent, 5 answers 403 and 5 answers 401 per DAG and
        hour; three times a limit is a page. *24 hours ago*: an hour of a DAG against the same hour of the day before, three times as much
        (and at least five) is an alert, six times a page, as NetObserv's trend rules have it; a peer that was not seen for a day is new.


        """;

    private const string Method = """
        A critical finding is a page. An alert is what is told of one rule and one cause as long as it goes on; a page is false when nothing
        in it is true.

        ## What the traces hold

        Of the DAGs three in ten run every hour, one in twenty once or twice a month, the rest every day, with one to four tasks. A task has
        its peers (services, sites, some of them on one run in ten or at the month's end only), log-normal numbers of connections and bytes
        with a spread of their own, weekends, working hours, growth of up to 2 % a day, failures and retries of its own; some are mapped, some
        ask a search path first, log in with a first 401, look up addresses in reverse, talk to sites whose names change every day, or to
        buckets by name. Three in five DAGs are in a mesh. Ordinary troubles: services that are away for an hour and whose tasks retry, name
        servers that fail, single resets, 403s and 5xx, packets of new pods that are dropped before their policy is there, deploys that halve
        or double what a task does for good or change a DAG's security identity, bursts in which Hubble loses events, and in every tenth
        trace an agent that is killed and goes on with the state it wrote.

        Incidents, six to nine of each kind in a cluster, from modest to plain: a new destination for good or once; a peer that a policy
        denies; 6 to 15 times the usual connections; scans of 30 to 180 addresses or ports; a name that stops to resolve; 60 to 250 names that
        carry something else; 12 to 100 times the usual bytes; calls without mutual TLS, or under another identity; 403 and 401 from a peer
        that used to answer; the metadata service; a service account of another DAG; pods outside that carry Airflow's labels; an identity
        for each try; pods without a sidecar; Hubble away, or losing 40 to 95 % of its events. The simulator writes each down before anything
        is encoded, and tests hold its truth against a plain count of the stream and against the agent's stories of tries.

        ## How it is scored

        A report is true when an incident of its rule goes on with its subject (and its peer, where the incident is about one), from a minute
        before it until two hours after it. Several reports of one incident are one that is found, each other report is false: precision is
        incidents found by incidents found and false reports. What also follows from an incident of another rule (who scans has new
        destinations) counts neither way, nor does the first use of a path that the task always had, unless it wakes somebody; where events
        were lost at that time, until the first use that could be seen. Incidents begin after a week for hourly DAGs and ten days for daily
        ones; reports before that count like all others.

        The traces were written by what people who run Airflow see, not by what the rules look for, and they are still a simulation: they
        say how rules compare and where they fail, not what a particular cluster will see.

        """;
}
