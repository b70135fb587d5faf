using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Windsock.FlowCollector.TerraformLocks;
using Windsock.Model.Flows;
using Windsock.Model.Platform;

namespace Windsock.FlowCollector.Tests.TerraformLocks;

public sealed class LeaseMapperTests
{
    private readonly LeaseMapper _mapper = new();

    [Fact]
    public void A_lock_is_read_with_what_its_holder_says_of_itself()
    {
        var held = Map(SomeLease.Held());

        Assert.Equal(("airflow", "lock-tfstate-default-network", "default", "network"), (held.Namespace, held.LeaseName, held.Workspace, held.Suffix));
        Assert.Equal(("892d2bbf-f031-6bc7-74d0-2d62cd8cfa6e", true, "tfstate-default-network"), (held.LockId, held.IsHeld, held.SecretName));
        Assert.Equal(
            new StateLockHolder(
                "892d2bbf-f031-6bc7-74d0-2d62cd8cfa6e", "OperationTypeApply", "root@apply-x7k2p", "1.11.4",
                Instant.FromDateTimeOffset(new DateTimeOffset(2026, 12, 1, 3, 21, 52, TimeSpan.Zero).AddTicks(1_035_395))),
            held.Holder);
        Assert.Equal("apply-x7k2p", held.Holder!.Host);
    }

    [Fact]
    public void A_Lease_that_was_unlocked_stays_and_is_not_held()
    {
        var free = Map(SomeLease.Free("209"));

        Assert.Equal((false, null), (free.IsHeld, free.Holder));
    }

    [Fact]
    public void What_somebody_left_behind_in_the_annotation_of_a_free_lock_is_no_holder() => Assert.Null(Map(SomeLease.Held(holder: "")).Holder);

    [Theory]
    [InlineData("")]
    [InlineData("no JSON")]
    [InlineData("[]")]
    [InlineData("{\"ID\":\"\\ud800\"")]
    public void A_lock_whose_holder_wrote_nothing_that_can_be_read_is_held_by_nobody_that_is_known(string info)
    {
        var held = Map(SomeLease.Held(info: info));

        Assert.Equal((true, null), (held.IsHeld, held.Holder));
    }

    [Fact]
    public void Words_of_a_holder_are_one_line_and_bounded()
    {
        var longVersion = new string('x', 2_000);
        var holder = Map(SomeLease.Held(info: $$$"""{"ID":1,"Who":"a\n\u001b[31m@b","Version":"{{{longVersion}}}","Created":"yesterday","Operation":null,"Info":{"a":[1]} }""")).Holder!;

        Assert.Equal(("", "a  [31m@b", 512, ""), (holder.Id, holder.Who, holder.Version.Length, holder.Operation));
        Assert.True(holder.CreatedAt.IsMissing);
    }

    [Fact]
    public void A_holder_that_writes_a_book_is_not_read() => Assert.Null(Map(SomeLease.Held(info: $$$"""{"Who":"{{{new string('x', 5_000)}}}"}""")).Holder);

    [Fact]
    public void A_Lease_that_is_damaged_anywhere_is_read_or_refused_and_breaks_nothing()
    {
        var whole = Encoding.UTF8.GetBytes(SomeLease.Held());
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(3_000), Prop.ForAll(Gen.Choose(0, whole.Length - 1).ToArbitrary(), Gen.Choose(0, 255).ToArbitrary(), (at, value) =>
        {
            var damaged = whole.ToArray();
            damaged[at] = (byte)value;
            return _mapper.Map(damaged) is not { State.Holder: { } holder } || (holder.Who.Length <= 512 && !holder.Who.Any(char.IsControl));
        }));
    }

    private StateLock Map(string json) => _mapper.Map(Encoding.UTF8.GetBytes(json))!.State;
}
