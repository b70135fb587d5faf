using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Microsoft.Extensions.Logging.Abstractions;
using Windsock.FlowCollector.CallReceivers;
using Windsock.FlowCollector.Grpc;
using Windsock.FlowCollector.Grpc.Server;
using Windsock.FlowCollector.IstioAccessLog;
using Windsock.FlowCollector.Tests.CallReceivers;
using Windsock.FlowCollector.Tests.Wire;
using Windsock.Pipeline.Accounting;

namespace Windsock.FlowCollector.Tests.IstioAccessLog;

/// <summary>Streams as their messages come off the wire.</summary>
public sealed class AccessLogStreamTests
{
    [Fact]
    public async Task Only_the_first_message_says_whose_stream_it_is()
    {
        await using var receiver = new SomeReceiver(new AccessLogOptions());
        var stream = receiver.Method.Begin(SomeReceiver.Remote(SomeProxy.PodIp));

        Assert.Null(stream.Take(SomeProxy.Message(SomeProxy.Identifier(), SomeProxy.Outbound())));
        Assert.Null(stream.Take(SomeProxy.Message(null, SomeProxy.Outbound("1af7651916cd43dd8448eb211c80319c"))));

        Assert.All(receiver.Taken.Read(), call => Assert.Equal("etl-load-x1", call.Client.PodName));
        Assert.Equal(2, receiver.Taken.Ledger.Decoded);
        Assert.Equal(0, stream.Finish().Length);
    }

    [Fact]
    public async Task A_stream_that_does_not_say_whose_it_is_ends_and_its_entries_are_counted()
    {
        await using var receiver = new SomeReceiver(new AccessLogOptions());
        var stream = receiver.Method.Begin(SomeReceiver.Remote(SomeProxy.PodIp));

        var end = stream.Take(SomeProxy.Message(null, SomeProxy.Outbound(), SomeProxy.Outbound()));

        Assert.Equal(GrpcCode.InvalidArgument, end?.Code);
        Assert.Equal(2, receiver.Taken.Ledger.UndecodableBecause(CallFailure.NoIdentifier));
        Assert.Empty(receiver.Taken.Read());
    }

    [Theory]
    [InlineData("10.1.0.8", false)]
    [InlineData("127.0.0.1", false)]
    [InlineData("::ffff:10.1.0.7", true)]
    [InlineData("10.1.0.7", true)]
    public async Task A_stream_from_another_address_than_its_pods_is_refused(string remote, bool isTaken)
    {
        await using var receiver = new SomeReceiver(new AccessLogOptions());

        var end = receiver.Method.Begin(SomeReceiver.Remote(remote)).Take(SomeProxy.Message(SomeProxy.Identifier(), SomeProxy.Outbound()));

        Assert.Equal(isTaken ? null : GrpcCode.PermissionDenied, end?.Code);
        Assert.Equal(isTaken ? 0 : 1, receiver.Taken.Ledger.UndecodableBecause(CallFailure.ForeignSender));
        Assert.Equal(isTaken ? 1 : 0, receiver.Taken.Read().Count);
    }

    [Fact]
    public async Task A_stream_from_another_address_is_taken_when_the_sender_is_not_to_be_verified()
    {
        await using var receiver = new SomeReceiver(new AccessLogOptions { VerifySender = false });

        Assert.Null(receiver.Method.Begin(SomeReceiver.Remote("127.0.0.1")).Take(SomeProxy.Message(SomeProxy.Identifier(), SomeProxy.Outbound())));

        Assert.Single(receiver.Taken.Read());
    }

    [Fact]
    public async Task A_log_of_another_name_is_refused_when_names_are_given()
    {
        await using var receiver = new SomeReceiver(new AccessLogOptions { LogNames = ["windsock"] });
        var remote = SomeReceiver.Remote(SomeProxy.PodIp);

        var end = receiver.Method.Begin(remote).Take(SomeProxy.Message(SomeProxy.Identifier(), SomeProxy.Outbound()));
        var taken = receiver.Method.Begin(remote).Take(SomeProxy.Message(SomeProxy.Identifier(logName: "windsock"), SomeProxy.Outbound()));

        Assert.Equal((GrpcCode.InvalidArgument, null), (end?.Code, taken));
        Assert.Equal((1, 1), (receiver.Taken.Ledger.UndecodableBecause(CallFailure.ForeignLog), receiver.Taken.Ledger.Decoded));
    }

    [Fact]
    public async Task Two_loggers_of_one_proxy_tell_a_call_once()
    {
        await using var receiver = new SomeReceiver(new AccessLogOptions());
        var remote = SomeReceiver.Remote(SomeProxy.PodIp);
        var message = SomeProxy.Message(SomeProxy.Identifier(), SomeProxy.Outbound());

        receiver.Method.Begin(remote).Take(message);
        receiver.Method.Begin(remote).Take(message);

        Assert.Single(receiver.Taken.Read());
        Assert.Equal((1, 1, 2), (receiver.Taken.Ledger.Decoded, receiver.Taken.Ledger.Duplicates, receiver.Taken.Ledger.Received));
    }

    [Fact]
    public async Task A_full_queue_drops_and_counts_and_the_stream_goes_on()
    {
        await using var receiver = new SomeReceiver(new AccessLogOptions(), capacity: 1);
        var stream = receiver.Method.Begin(SomeReceiver.Remote(SomeProxy.PodIp));
        for (var number = 0; number < 10; number++)
        {
            Assert.Null(stream.Take(SomeProxy.Message(number == 0 ? SomeProxy.Identifier() : null, SomeProxy.Outbound($"0af7651916cd43dd8448eb211c80310{number}"))));
        }

        Assert.Equal((10, 9), (receiver.Taken.Ledger.Decoded, receiver.Taken.Ledger.DroppedBecause(CallDrop.QueueFull)));
    }

    [Fact]
    public async Task An_entry_that_cannot_be_read_does_not_take_its_neighbours_with_it()
    {
        await using var receiver = new SomeReceiver(new AccessLogOptions());
        byte[] broken = WireShuffle.Field(1, [0x0A, 0x05, 0x01]);
        byte[] entries = [.. WireShuffle.Field(1, SomeProxy.Outbound().ToByteArray()), .. broken, .. WireShuffle.Field(1, SomeProxy.Outbound("1af7651916cd43dd8448eb211c80319c").ToByteArray())];
        byte[] message = [.. WireShuffle.Field(1, SomeProxy.Identifier().ToByteArray()), .. WireShuffle.Field(2, entries)];

        Assert.Null(receiver.Method.Begin(SomeReceiver.Remote(SomeProxy.PodIp)).Take(message));

        Assert.Equal((2, 1), (receiver.Taken.Ledger.Decoded, receiver.Taken.Ledger.UndecodableBecause(CallFailure.Malformed)));
    }

    [Fact]
    public async Task Ten_thousand_labels_and_a_deeply_nested_struct_leave_a_bounded_endpoint()
    {
        await using var receiver = new SomeReceiver(new AccessLogOptions());
        var identifier = SomeProxy.Identifier();
        var labels = new Struct();
        var deep = new Struct();
        for (var number = 0; number < 10_000; number++)
        {
            labels.Fields[$"label-{number}"] = Value.ForString(new string('x', 63));
        }

        for (var level = 0; level < 40; level++)
        {
            deep = SomeProxy.Struct(("deeper", Value.ForStruct(deep)));
        }

        identifier.Node.Metadata.Fields["LABELS"] = Value.ForStruct(labels);
        identifier.Node.Metadata.Fields["PLATFORM"] = Value.ForStruct(deep);

        receiver.Method.Begin(SomeReceiver.Remote(SomeProxy.PodIp)).Take(SomeProxy.Message(identifier, SomeProxy.Outbound()));

        Assert.Equal(256, Assert.Single(receiver.Taken.Read()).Client.Labels.Length);
    }

    [Fact]
    public async Task Nesting_deeper_than_any_library_follows_is_passed_over_without_recursion()
    {
        await using var receiver = new SomeReceiver(new AccessLogOptions());
        byte[] nested = [];
        while (nested.Length < 1_000_000)
        {
            // A struct in a value in an entry of a struct, a few thousand of them.
            nested = WireShuffle.Field(1, [.. WireShuffle.Field(1, [.. "x"u8]), .. WireShuffle.Field(2, WireShuffle.Field(5, nested))]);
            nested = nested.Length > 60_000 ? [.. nested, .. new byte[1_000_000].Select((_, place) => (byte)(place % 2 == 0 ? 0x10 : 0x01))] : nested;
        }

        byte[] node = [.. WireShuffle.Field(1, [.. "sidecar~10.1.0.7~etl-load-x1.airflow~airflow.svc.cluster.local"u8]), .. WireShuffle.Field(3, nested)];
        byte[] message = [.. WireShuffle.Field(1, WireShuffle.Field(1, node)), .. WireShuffle.Field(2, WireShuffle.Field(1, SomeProxy.Outbound().ToByteArray()))];

        Assert.Null(receiver.Method.Begin(SomeReceiver.Remote(SomeProxy.PodIp)).Take(message));

        Assert.Equal("etl-load-x1", Assert.Single(receiver.Taken.Read()).Client.PodName);
    }

    [Fact]
    public async Task Four_megabytes_of_empty_entries_are_calls_of_which_nothing_is_told()
    {
        await using var receiver = new SomeReceiver(new AccessLogOptions(), capacity: 4);
        var entries = new byte[4_000_000];
        for (var place = 0; place < entries.Length; place += 2)
        {
            entries[place] = 0x0A;
        }

        byte[] message = [.. WireShuffle.Field(1, SomeProxy.Identifier().ToByteArray()), .. WireShuffle.Field(2, entries)];

        receiver.Method.Begin(SomeReceiver.Remote(SomeProxy.PodIp)).Take(message);

        Assert.Equal((2_000_000, 2_000_000 - (4 * 128)), (receiver.Taken.Ledger.Decoded, receiver.Taken.Ledger.DroppedBecause(CallDrop.QueueFull)));
        Assert.All(receiver.Taken.Read(), call => Assert.Equal((true, Model.Calls.CallReporter.Unknown), (call.Time.IsMissing, call.Reporter)));
    }

    [Fact]
    public void Streams_that_come_before_the_data_path_runs_are_told_to_come_again()
    {
        var source = new ListeningSource("x", new ReceiverPort(new ReceiverOptions(), new GrpcServerCounts(), []), "", TimeProvider.System, NullLogger.Instance);
        var method = new AccessLogMethod(new AccessLogOptions(), source, new SharedCalls(new Pipeline.Sources.Turnstile(), new SeenCalls()));

        var end = method.Begin(default).Take(SomeProxy.Message(SomeProxy.Identifier(), SomeProxy.Outbound()));

        Assert.Equal(GrpcCode.Unavailable, end?.Code);
    }
}
