using FsCheck;
using FsCheck.Fluent;
using Windsock.Model.Identity;
using Windsock.Model.Platform;
using static Windsock.Detection.Tests.Platform.Crossplane.Cluster;

namespace Windsock.Detection.Tests.Platform.Crossplane;

/// <summary>Claims, composites, managed resources and the records of who made them come in any order; what is told does not depend on it.</summary>
public sealed class ChainOrderTests
{
    private static readonly string[] Messages = ["create failed: AccessDenied", "observe failed: quota exceeded", "connect failed: cannot get credentials"];

    [Fact]
    public void What_is_told_is_what_a_plain_look_at_everything_finds_in_whatever_order_it_came() =>
        Prop.ForAll(Scenes(), scene =>
        {
            var cluster = new Cluster().PodRuns("p1", 0);
            var at = 20.0;
            foreach (var step in scene.Steps)
            {
                at += 0.5;
                _ = step.Request is { } request ? cluster.Ask(request) : cluster.See(step.Resource!, at);
                cluster.Until(Math.Floor(at));
            }

            cluster.Until(600);
            var expected = new PlainChain(
                [.. scene.Steps.Select(step => step.Resource).OfType<PlatformResource>()],
                [.. scene.Steps.Where(step => step.Request is not null).Select(step => step.Request!.Value)],
                new HashSet<string> { "etl" });
            Assert.Equal(expected.Moments().Order(StringComparer.Ordinal), cluster.Moments.Select(Words).Order(StringComparer.Ordinal));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(300));

    private static string Words(PlatformMoment moment) => moment switch
    {
        ResourceTroubled troubled => $"troubled {troubled.Chain}: {troubled.Message} {PlainChain.Words(troubled.Try)}",
        ResourceBecameReady ready => $"ready {Place(ready)} after {ready.Took.TotalSeconds:0} {PlainChain.Words(ready.Try)}",
        _ => moment.ToString()!,
    };

    private static string Place(ResourceBecameReady ready) =>
        ready.Role == ResourceRole.Claim ? $"PostgreSQLInstance {ready.Name.Namespace}/{ready.Name.Name}" : $"XPostgreSQLInstance {ready.Name.Name}";

    private static Arbitrary<Scene> Scenes() => Arb.From(
        from trees in Gen.Zip(Trees(1), Trees(2))
        let steps = trees.Item1.Concat(trees.Item2).ToList()
        from keys in Gen.ArrayOf(Gen.Choose(0, 1_000_000), steps.Count)
        select new Scene(Shuffled(steps, keys)));

    /// <summary>One claim with what hangs below it, or a composite without claim.</summary>
    private static Gen<List<Step>> Trees(int number) =>
        from hasClaim in Gen.Elements(true, true, false)
        from isNested in Gen.Elements(true, false)
        from managed in Gen.Choose(0, 3)
        from troubles in Gen.ArrayOf(Gen.Choose(0, 5), 6)
        from isReady in Gen.Elements(true, false)
        from record in Gen.Elements("none", "name", "uid", "denied", "stranger", "earlier")
        from marks in Gen.Elements("none", "seen", "unseen")
        select Build(number, hasClaim, isNested, managed, troubles, isReady, record, marks);

    private static List<Step> Build(int number, bool hasClaim, bool isNested, int managed, int[] troubles, bool isReady, string record, string marks)
    {
        var claim = Claim($"db-{number}", uid: $"c{number}");
        var composite = Composite(hasClaim ? claim : null, $"db-{number}-x", uid: $"x{number}");
        var root = Marked(hasClaim ? claim : composite, marks);
        var steps = new List<Step>();
        AddVersions(steps, root, troubles[0], isReady);
        if (hasClaim)
        {
            AddVersions(steps, composite, troubles[1], isReady);
        }

        var inner = composite with { Owners = [Owner(composite)], Uid = $"n{number}", Name = composite.Name with { Name = $"db-{number}-n" } };
        if (isNested)
        {
            AddVersions(steps, inner, troubles[2], isReady);
        }

        for (var one = 0; one < managed; one++)
        {
            AddVersions(steps, Managed(isNested ? inner : composite, $"db-{number}-m{one}", uid: $"m{number}-{one}") with { Composite = composite.Name.Name }, troubles[3 + one], isReady);
        }

        var request = Create(root.Name, record == "earlier" ? -200 : 10.3, record == "uid" ? root.Uid : "", outcome: record == "denied" ? ActionOutcome.Denied : ActionOutcome.Succeeded);
        if (record != "none")
        {
            steps.Add(new Step(null, Told(request, record == "stranger" ? null : Provision with { TryNumber = number + 1 })));
        }

        return steps;
    }

    private static PlatformResource Marked(PlatformResource root, string marks) => marks == "none" ? root : root with { Marks = Marks(marks == "seen" ? "etl" : "unheard_of") };

    /// <summary>It is made, may get into trouble, and may get ready.</summary>
    private static void AddVersions(List<Step> steps, PlatformResource resource, int trouble, bool isReady)
    {
        steps.Add(new Step(resource, null));
        if (trouble < Messages.Length)
        {
            steps.Add(new Step(resource with { Conditions = [Unsynced(20, Messages[trouble])] }, null));
        }

        if (isReady)
        {
            steps.Add(new Step(resource with { Conditions = [Ready(30)] }, null));
        }
    }

    /// <summary>By the keys; but the versions of one resource, which one watch tells, stay in their order.</summary>
    private static List<Step> Shuffled(List<Step> steps, int[] keys)
    {
        var order = steps.Select((step, place) => (step, place, key: keys[place])).OrderBy(one => one.key).ThenBy(one => one.place).Select(one => one.step).ToList();
        var own = steps.GroupBy(step => step.Resource?.Uid ?? "").ToDictionary(group => group.Key, group => new Queue<Step>(group));
        return [.. order.Select(step => own[step.Resource?.Uid ?? ""].Dequeue())];
    }

    private sealed record Step(PlatformResource? Resource, AttributedEvent? Request);

    private sealed record Scene(List<Step> Steps)
    {
        public override string ToString() => string.Join('\n', Steps.Select(step => step.Resource?.ToString() ?? step.Request.ToString()));
    }
}
