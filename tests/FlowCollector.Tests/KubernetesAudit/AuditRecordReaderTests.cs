using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using Windsock.FlowCollector.KubernetesAudit.Decoding;

namespace Windsock.FlowCollector.Tests.KubernetesAudit;

public sealed class AuditRecordReaderTests
{
    private static readonly JsonSerializerOptions Unescaped = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    // Reused on purpose: nothing of an earlier event may shine through.
    private readonly AuditRecordReader _reader = new();

    [Fact]
    public void Every_generated_event_is_read_as_a_plain_reader_reads_it() => ForSeeds(6_000, seed =>
    {
        var text = Encoding.UTF8.GetBytes(new SomeAudit(seed).Odd().ToJsonString(seed % 2 == 0 ? Unescaped : null));
        AssertSame(text);
    });

    [Fact]
    public void Damaged_events_are_refused_or_read_as_a_plain_reader_reads_them() => ForSeeds(20_000, seed =>
    {
        var random = new Random(seed);
        var text = Encoding.UTF8.GetBytes(new SomeAudit(seed).Odd().ToJsonString(Unescaped));
        for (var count = random.Next(1, 4); count > 0; count--)
        {
            var at = random.Next(text.Length);
            text = random.Next(4) switch
            {
                0 => [.. text[..at], .. text[Math.Min(text.Length, at + random.Next(1, 20))..]],
                1 => [.. text[..at], .. text[random.Next(text.Length)..]],
                2 => [.. text[..at], "\"{}[],:\\tnu0"u8[random.Next(12)], .. text[at..]],
                _ => [.. text[..at], (byte)random.Next(256), .. text[(at + 1)..]],
            };
        }

        // Escapes and broken characters in names of fields are spelled out by one reader and compared as they are by the other.
        if (!text.AsSpan().ContainsAny((byte)'\\', (byte)0) && System.Text.Unicode.Utf8.IsValid(text))
        {
            AssertSame(text);
        }
        else
        {
            Read(text);
        }
    });

    [Fact]
    public void Of_a_key_that_comes_twice_the_last_one_counts() => ForSeeds(2_000, seed =>
    {
        var (first, second) = (new SomeAudit(seed).Odd().ToJsonString(), new SomeAudit(seed + 1).Odd().ToJsonString());
        AssertSame(Encoding.UTF8.GetBytes(first == "{}" || second == "{}" ? second : first[..^1] + "," + second[1..]));
    });

    [Fact]
    public void Of_an_event_that_was_cut_is_read_what_stands_before_the_cut() => ForSeeds(150, seed =>
    {
        var text = Encoding.UTF8.GetBytes(new SomeAudit(seed).Odd().ToJsonString(Unescaped));
        var whole = _reader.Read(text, isCut: false);
        for (var length = 1; length < text.Length; length += 1 + (seed % 7))
        {
            var part = _reader.Read(text.AsSpan(0, length), isCut: true);

            Assert.True(part.IsCut);
            Assert.Contains(part.Id, new[] { "", whole.Id });
            Assert.Contains(part.Verb, new[] { "", whole.Verb });
            Assert.Contains(part.User.Username, new[] { "", whole.User.Username });
            Assert.Contains(part.User.PodUid, new[] { "", whole.User.PodUid });
            Assert.Contains(part.Status.Code, new[] { 0, whole.Status.Code });
            Assert.Contains(part.SourceIp, new[] { default, whole.SourceIp });
            Assert.Contains(part.RequestedAt, new[] { default, whole.RequestedAt });
            Assert.Contains(part.Object?.Name ?? "", new[] { "", whole.Object?.Name ?? "" });
        }
    });

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("\"text\"")]
    [InlineData("{\"auditID\":\"a\"")]
    [InlineData("{\"auditID\":\"a\"} {}")]
    [InlineData("{\"auditID\":\"a\",}")]
    [InlineData("{\"auditID\":'a'}")]
    public void What_is_no_object_of_JSON_is_malformed(string text) => Assert.Null(Read(Encoding.UTF8.GetBytes(text)));

    [Fact]
    public void A_bomb_of_brackets_is_malformed_and_costs_no_stack()
    {
        var bomb = "{\"requestObject\":" + string.Concat(Enumerable.Repeat("{\"a\":[", 60_000));
        Assert.Null(Read(Encoding.UTF8.GetBytes(bomb)));
        Assert.ThrowsAny<JsonException>(() => _reader.Read(Encoding.UTF8.GetBytes(bomb), isCut: true));
    }

    [Fact]
    public void Nothing_of_a_body_is_read_but_its_metadata()
    {
        var json = SomeAudit.Event(resource: "secrets", group: "");
        json["requestObject"] = JsonNode.Parse("""{"kind":"Secret","data":{"password":"c2VjcmV0","example.org/dag-id":"c2VjcmV0"},"stringData":{"metadata":"c2VjcmV0"},"metadata":{"name":"db","annotations":{"example.org/dag-id":"c2VjcmV0","x":"c2VjcmV0"}}}""");
        json["responseObject"] = json["requestObject"]!.DeepClone();
        var record = _reader.Read(SomeAudit.Bytes(json), isCut: false);

        var action = AuditActionMapper.Map(record, "kubernetes_audit", SomeAudit.Now);

        Assert.Empty(action.Marks);
        Assert.DoesNotContain("c2VjcmV0", JsonSerializer.Serialize(action), StringComparison.Ordinal);
    }

    private AuditRecord? Read(byte[] text)
    {
        try
        {
            return _reader.Read(text, isCut: false);
        }
        catch (Exception failure) when (failure is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    private void AssertSame(byte[] text)
    {
        var (expected, actual) = (PlainAudit.Read(text), Read(text));
        Assert.Equal(Spell(expected), Spell(actual));
    }

    private static string Spell(AuditRecord? record) => record is not { } read ? "malformed" : string.Join(
        '\n', read with { Request = new BodyMetadata(), Response = new BodyMetadata() }, Spell(read.Request), Spell(read.Response));

    private static string Spell(BodyMetadata body) => $"{body.Name} {body.Uid} {body.IsTooBig} {string.Join(',', body.Marks.OrderBy(mark => mark.Key, StringComparer.Ordinal))}";

    private static void ForSeeds(int count, Action<int> check) => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(count),
        Prop.ForAll(Gen.Choose(0, int.MaxValue - 2).ToArbitrary(), check));
}
