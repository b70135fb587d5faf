using System.Net;
using FsCheck;
using FsCheck.Fluent;
using Windsock.FlowCollector.Grpc;

namespace Windsock.FlowCollector.Tests.Grpc;

public sealed class GrpcStatusTests
{
    [Fact]
    public void A_message_survives_percent_encoding_but_for_control_characters() =>
        Prop.ForAll(ArbMap.Default.ArbFor<NonNull<string>>(), text =>
        {
            var clean = new string([.. text.Get.Where(unit => !char.IsControl(unit) && !char.IsSurrogate(unit)).Take(100)]);
            return GrpcStatus.PercentDecode(GrpcStatus.PercentEncode(clean)) == clean;
        }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("a%20b", "a b")]
    [InlineData("100%", "100%")]
    [InlineData("%zz%4", "%zz%4")]
    [InlineData("%C3%B6", "ö")]
    [InlineData("%FF", "\uFFFD")]
    [InlineData("line%0Abreak%0D", "line break ")]
    public void Decoding_never_fails_and_never_lets_a_line_break_through(string encoded, string expected) =>
        Assert.Equal(expected, GrpcStatus.PercentDecode(encoded));

    [Fact]
    public void A_hostile_message_is_cut() => Assert.Equal(512, GrpcStatus.PercentDecode(new string('x', 100_000)).Length);

    [Theory]
    [InlineData("application/grpc", true)]
    [InlineData("application/grpc+proto", true)]
    [InlineData("application/grpc; charset=utf-8", true)]
    [InlineData("application/grpc-web", false)]
    [InlineData("application/grpcx", false)]
    [InlineData("text/html", false)]
    [InlineData(null, false)]
    public void Content_types_of_grpc_are_known(string? contentType, bool expected) =>
        Assert.Equal(expected, GrpcStatus.IsGrpcContentType(contentType));

    [Theory]
    [InlineData(401, GrpcCode.Unauthenticated)]
    [InlineData(403, GrpcCode.PermissionDenied)]
    [InlineData(404, GrpcCode.Unimplemented)]
    [InlineData(503, GrpcCode.Unavailable)]
    [InlineData(418, GrpcCode.Unknown)]
    public void Http_statuses_map_as_the_protocol_says(int http, GrpcCode expected) => Assert.Equal(expected, GrpcStatus.FromHttp((HttpStatusCode)http));

    [Theory]
    [InlineData("10S", 10_000)]
    [InlineData("250m", 250)]
    [InlineData("99999999H", 24 * 3_600_000)]
    [InlineData("x", null)]
    [InlineData("-1S", null)]
    [InlineData("123456789S", null)]
    [InlineData("5y", null)]
    [InlineData(null, null)]
    public void Timeouts_are_read_and_nonsense_is_none(string? text, int? milliseconds) =>
        Assert.Equal(milliseconds, GrpcStatus.ParseTimeout(text)?.TotalMilliseconds);
}
