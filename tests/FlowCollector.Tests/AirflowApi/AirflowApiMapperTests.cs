using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Windsock.FlowCollector.AirflowApi;

namespace Windsock.FlowCollector.Tests.AirflowApi;

public sealed class AirflowApiMapperTests
{
    private static readonly string[] Samples =
        [SomeAirflow.TaskInstance("up_for_retry", 2), SomeAirflow.Task("data-team"), SomeAirflow.Dag("finance", "hourly"), """{"version":"2.10.3","git_version":"x"}""", """{"access_token":"e30.e30.x"}"""];

    [Theory]
    [InlineData("""{"state":"success","try_number":3}""", "success", 3)]
    [InlineData("""{"try_number":1,"state":null}""", "", 1)]
    [InlineData("""{"state":"failed","try_number":"1"}""", null, 0)]
    [InlineData("""{"state":"failed","try_number":1.5}""", null, 0)]
    [InlineData("""{"state":7,"try_number":1}""", null, 0)]
    [InlineData("""{"state":"Failed!","try_number":1}""", null, 0)]
    [InlineData("""{"state":"a_word_that_is_longer_than_any_of_airflow_has","try_number":1}""", null, 0)]
    [InlineData("""{"try_number":1}""", null, 0)]
    [InlineData("""{"state":"failed","try_number":1} x""", null, 0)]
    public void A_task_instance_is_its_state_and_its_try(string json, string? state, int tryNumber) =>
        Assert.Equal(state is null ? null : new TryState(state, tryNumber), AirflowApiMapper.ReadTry(Bytes(json)));

    [Theory]
    [InlineData("""{"owner":"airflow"}""", "airflow")]
    [InlineData("""{"owner":" b, a,,b "}""", "b|a")]
    [InlineData("""{"owner":null}""", "")]
    [InlineData("""{"owner":""}""", "")]
    [InlineData("""{"owner":"a\nb,c"}""", "c")]
    [InlineData("""{"owner":["a"]}""", null)]
    [InlineData("""{}""", null)]
    public void Owners_are_names_without_blanks_around_them(string json, string? owners) => Assert.Equal(owners, Joined(AirflowApiMapper.ReadOwners(Bytes(json))));

    [Theory]
    [InlineData("""{"tags":[{"name":"x"},{"name":"y","dag_id":"d","dag_display_name":"d"}]}""", "x|y")]
    [InlineData("""{"tags":[{"name":"x"},{"name":7},"z",null,{}]}""", "x")]
    [InlineData("""{"tags":null}""", "")]
    [InlineData("""{"tags":[]}""", "")]
    [InlineData("""{"tags":{"name":"x"}}""", null)]
    [InlineData("""{"owners":["a"]}""", null)]
    public void Tags_are_the_names_of_objects(string json, string? tags) => Assert.Equal(tags, Joined(AirflowApiMapper.ReadTags(Bytes(json))));

    [Fact]
    public void Names_are_bounded_in_number_and_length()
    {
        var many = string.Join(',', Enumerable.Range(0, 1_000).Select(i => $$"""{"name":"tag-{{i}}"}"""));

        Assert.Equal(64, AirflowApiMapper.ReadTags(Bytes($$"""{"tags":[{{many}}]}"""))!.Values.Length);
        Assert.Empty(AirflowApiMapper.ReadOwners(Bytes($$"""{"owner":"{{new string('x', 251)}}"}"""))!.Values);
    }

    [Theory]
    [InlineData("""{"version":"3.0.1"}""", "3.0.1")]
    [InlineData("""{"version":"2.6.3+composer"}""", "2.6.3+composer")]
    [InlineData("""{"version":"<html>"}""", null)]
    [InlineData("""{"version":3}""", null)]
    [InlineData("""{"metadatabase":{"status":"healthy"}}""", null)]
    public void A_version_begins_with_a_number(string json, string? version) => Assert.Equal(version, AirflowApiMapper.ReadVersion(Bytes(json)));

    [Theory]
    [InlineData("""{"access_token":"abc.def-1"}""", "abc.def-1")]
    [InlineData("""{"access_token":""}""", null)]
    [InlineData("""{"access_token":"a\r\nX-Evil: 1"}""", null)]
    [InlineData("""{"token":"abc"}""", null)]
    public void A_token_that_would_break_a_header_is_none(string json, string? token) => Assert.Equal(token, AirflowApiMapper.ReadToken(Bytes(json)));

    [Theory]
    [InlineData("""{"iat":1000,"exp":4600}""", 3600)]
    [InlineData("""{"iat":1000.5,"exp":4600.5}""", 3600)]
    [InlineData("""{"iat":4600,"exp":1000}""", null)]
    [InlineData("""{"exp":4600}""", null)]
    [InlineData("""{"iat":1e300,"exp":1e301}""", null)]
    [InlineData("no json", null)]
    public void The_life_of_a_token_is_what_it_says_itself(string claims, int? seconds)
    {
        var token = $"e30.{System.Buffers.Text.Base64Url.EncodeToString(Bytes(claims))}.signature";

        Assert.Equal(seconds, AirflowApiMapper.LifeOf(token)?.TotalSeconds);
        Assert.Null(AirflowApiMapper.LifeOf(token + ".more"));
        Assert.Null(AirflowApiMapper.LifeOf("opaque"));
        Assert.Null(AirflowApiMapper.LifeOf("e30.{}.x"));
    }

    [Fact]
    public void Answers_that_were_damaged_on_the_way_are_read_or_not_and_never_throw() =>
        Prop.ForAll(
            Gen.Elements(Samples).SelectMany(sample => Damaged(Bytes(sample))).ToArbitrary(),
            bytes =>
            {
                _ = AirflowApiMapper.ReadTry(bytes);
                _ = AirflowApiMapper.ReadOwners(bytes);
                _ = AirflowApiMapper.ReadTags(bytes);
                _ = AirflowApiMapper.ReadVersion(bytes);
                _ = AirflowApiMapper.ReadToken(bytes);
                _ = AirflowApiMapper.LifeOf("x." + System.Buffers.Text.Base64Url.EncodeToString(bytes) + ".y");
                _ = AirflowApiMapper.LifeOf(Encoding.Latin1.GetString(bytes));
                return true;
            })
            .Check(Config.QuickThrowOnFailure.WithMaxTest(2_000));

    private static Gen<byte[]> Damaged(byte[] sample) =>
        from place in Gen.Choose(0, sample.Length - 1)
        from letter in Gen.Choose(0, 255)
        from length in Gen.Choose(place, sample.Length)
        from twice in Gen.Elements(true, false)
        select twice ? [.. sample[..place], .. sample[..length]] : sample[..length].Select((old, i) => i == place ? (byte)letter : old).ToArray();

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    private static string? Joined(AirflowNames? names) => names is null ? null : string.Join('|', names.Values);
}
