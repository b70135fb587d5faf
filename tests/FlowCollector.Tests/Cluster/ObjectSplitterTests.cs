using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Windsock.FlowCollector.Cluster;
using Windsock.FlowCollector.Cluster.Json;

namespace Windsock.FlowCollector.Tests.Cluster;

public sealed class ObjectSplitterTests
{
    private const string List = """{"apiVersion":"v1","items":[{"a":"]}\"\\"}, {"items":[{"x":1}]} ,{}],"kind":"List","metadata":{"resourceVersion":"5","items":[7]}}""";

    [Fact]
    public void A_list_is_cut_the_same_at_every_byte()
    {
        for (var cut = 0; cut <= List.Length; cut++)
        {
            var (objects, envelope, last) = Split(SplitShape.List, [List[..cut], List[cut..]], 1_000);

            Assert.Equal(["""{"a":"]}\"\\"}""", """{"items":[{"x":1}]}""", "{}"], objects);
            Assert.Equal("""{"apiVersion":"v1","items":[],"kind":"List","metadata":{"resourceVersion":"5","items":[7]}}""", envelope);
            Assert.Equal(SplitResult.Document, last);
        }
    }

    [Fact]
    public void A_sequence_of_generated_pods_is_cut_into_the_same_pods() =>
        Prop.ForAll(PodGenerator.Pods.Generator.ListOf().ToArbitrary(), ArbMap.Default.ArbFor<PositiveInt>(), (pods, size) =>
            {
                var text = string.Join(" \r\n", pods);
                var chunks = text.Chunk(Math.Max(1, size.Get % 97)).Select(chunk => new string(chunk)).ToArray();
                var list = $"{{\"items\":[{string.Join(',', pods)}]}}".Chunk(Math.Max(1, size.Get % 89)).Select(chunk => new string(chunk)).ToArray();
                return Split(SplitShape.Sequence, chunks, 1_000_000).Objects.SequenceEqual(pods) && Split(SplitShape.List, list, 1_000_000).Objects.SequenceEqual(pods);
            })
            .Check(Config.QuickThrowOnFailure.WithMaxTest(50));

    [Fact]
    public void An_object_over_the_limit_is_passed_over_and_the_next_one_is_found()
    {
        var text = $"{{\"a\":\"{new string('{', 500)}\"}}\n{{\"b\":1}}";
        foreach (var size in new[] { 1, 7, 1_000 })
        {
            var (objects, _, _) = Split(SplitShape.Sequence, text.Chunk(size).Select(chunk => new string(chunk)), 100);

            Assert.Equal(["oversized", """{"b":1}"""], objects);
        }
    }

    [Fact]
    public void The_head_of_an_object_over_the_limit_is_kept_where_that_is_asked_for()
    {
        var text = Encoding.UTF8.GetBytes($"{{\"records\":[{{\"a\":\"{new string('x', 500)}\"}},{{\"b\":1}}]}}");
        for (var size = 1; size < text.Length; size += 13)
        {
            using var splitter = new ObjectSplitter(SplitShape.List, 100, 1_000, ["logEvents", "records"], keepsHead: true);
            var found = new List<string>();
            foreach (var chunk in text.Chunk(size))
            {
                for (var rest = chunk.AsSpan(); !rest.IsEmpty;)
                {
                    var result = splitter.Next(rest, out var consumed);
                    rest = rest[consumed..];
                    if (result is SplitResult.Object or SplitResult.Oversized)
                    {
                        found.Add($"{result} {Encoding.UTF8.GetString(splitter.Current)}");
                    }
                }
            }

            Assert.Equal([$"Oversized {{\"a\":\"{new string('x', 94)}", "Object {\"b\":1}"], found);
            Assert.True(splitter.HasItems && splitter.MayEnd);
        }
    }

    [Theory]
    [InlineData("x")]
    [InlineData("{} x")]
    [InlineData("[{}]")]
    [InlineData("{} ]")]
    public void Text_between_objects_is_malformed(string text) => Assert.Equal(SplitResult.Malformed, Split(SplitShape.Sequence, [text], 100).Last);

    [Fact]
    public void A_list_with_endless_text_around_its_items_is_malformed() =>
        Assert.Equal(SplitResult.Malformed, Split(SplitShape.List, [$"{{\"x\":\"{new string('x', 5_000)}"], 100).Last);

    [Fact]
    public void Splitting_survives_any_bytes() =>
        Prop.ForAll<byte[], bool>((bytes, isList) =>
            {
                using var splitter = new ObjectSplitter(isList ? SplitShape.List : SplitShape.Sequence, 50, 50);
                var rest = bytes.AsSpan();
                for (var step = 0; step <= bytes.Length * 2; step++)
                {
                    var result = splitter.Next(rest, out var consumed);
                    rest = rest[consumed..];
                    if (result is SplitResult.NeedMore or SplitResult.Malformed or SplitResult.Document)
                    {
                        return true;
                    }
                }

                return false;
            })
            .Check(Config.QuickThrowOnFailure.WithMaxTest(5_000));

    [Fact]
    public async Task A_dump_of_kubectl_gives_its_pods_and_counts_what_is_none()
    {
        var pod = SomeJson.Pod("a", "u1", "1")[1..];
        var dump = $$$"""{"apiVersion":"v1","items":[{"kind":"Pod",{{{pod}}},{"kind":"Service","metadata":{"name":"s","namespace":"n","uid":"u"}},{"kind":"Pod","metadata":{} }],"kind":"List","metadata":{"resourceVersion":""} }""";

        var read = await ReadDumpAsync(dump);

        Assert.Equal(("u1", 2L), (Assert.Single(read.Pods).Uid, read.Skipped));
    }

    [Fact]
    public async Task A_PodList_of_the_API_is_a_dump_too_and_so_is_one_pod()
    {
        Assert.Equal(2, (await ReadDumpAsync($"{{\"kind\":\"PodList\",\"metadata\":{{}},\"items\":[{SomeJson.Pod("a", "u1", "1")},{SomeJson.Pod("b", "u2", "2")}]}}")).Pods.Length);
        Assert.Equal("u1", Assert.Single((await ReadDumpAsync("{\"kind\":\"Pod\"," + SomeJson.Pod("a", "u1", "1")[1..])).Pods).Uid);
    }

    [Theory]
    [InlineData("", "ends in the middle")]
    [InlineData("""{"kind":"PodList","items":[{"metadata":""", "ends in the middle")]
    [InlineData("apiVersion: v1", "not a list of pods in JSON")]
    [InlineData("""{"kind":"Table","rows":[]}""", "not a list of pods in JSON")]
    [InlineData("""[1]""", "not a list of pods in JSON")]
    public async Task What_is_no_dump_is_refused_with_the_command_that_makes_one(string text, string problem)
    {
        var failure = await Assert.ThrowsAsync<InvalidDataException>(() => ReadDumpAsync(text));

        Assert.Contains(problem, failure.Message, StringComparison.Ordinal);
        Assert.Contains("kubectl get pods -A -o json", failure.Message, StringComparison.Ordinal);
    }

    private static async Task<PodDump> ReadDumpAsync(string text)
    {
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(text));
        return await PodDump.ReadAsync(stream, CancellationToken.None);
    }

    private static (List<string> Objects, string Envelope, SplitResult Last) Split(SplitShape shape, IEnumerable<string> chunks, int limit)
    {
        using var splitter = new ObjectSplitter(shape, limit, 1_000);
        var objects = new List<string>();
        var last = SplitResult.NeedMore;
        foreach (var chunk in Bytes(chunks))
        {
            var rest = chunk.AsSpan();
            while ((last = splitter.Next(rest, out var consumed)) is SplitResult.Object or SplitResult.Oversized)
            {
                objects.Add(last == SplitResult.Object ? Encoding.UTF8.GetString(splitter.Current) : "oversized");
                rest = rest[consumed..];
            }

            if (last is SplitResult.Malformed or SplitResult.Document)
            {
                break;
            }
        }

        return (objects, Encoding.UTF8.GetString(splitter.Envelope), last);
    }

    /// <summary>The same pieces as bytes: a surrogate pair must not be torn before it is encoded.</summary>
    private static IEnumerable<byte[]> Bytes(IEnumerable<string> chunks)
    {
        var encoder = Encoding.UTF8.GetEncoder();
        foreach (var chunk in chunks)
        {
            var bytes = new byte[(chunk.Length * 3) + 4];
            var count = encoder.GetBytes(chunk, bytes, flush: false);
            yield return bytes[..count];
        }
    }
}
