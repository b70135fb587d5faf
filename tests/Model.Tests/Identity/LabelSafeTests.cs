using FsCheck;
using FsCheck.Fluent;
using Windsock.Model.Identity;

namespace Windsock.Model.Tests.Identity;

public sealed class LabelSafeTests
{
    [Theory]
    [InlineData("scheduled__2023-10-09T00:00:00+00:00", "scheduled__2023-10-09T0000000000-d95390652")]
    [InlineData("2020-08-24T03:00:00+00:00", "2020-08-24T0300000000-71ba3e273")]
    [InlineData("scheduled__2024-01-01T00:00:00+00:00", "scheduled__2024-01-01T0000000000-654f198ec")]
    [InlineData("manual__2025-03-04T05:06:07.123456+00:00", "manual__2025-03-04T050607.1234560000-ac3e9a3d5")]
    [InlineData("backfill__2024-01-01T00:00:00+00:00", "backfill__2024-01-01T0000000000-1e04869a0")]
    [InlineData("group.task", "group.task")]
    [InlineData("_private_dag", "private_dag-c80656058")]
    [InlineData("dag with space", "dagwithspace-7a94801a0")]
    [InlineData("données", "donnes-15df87044")]
    [InlineData("dag_", "dag-855b93e23")]
    [InlineData("__callback__", "callback-63f8b8db3")]
    public void Ids_become_the_labels_airflow_writes(string id, string label) => Assert.Equal(label, LabelSafe.Of(id));

    [Fact]
    public void A_label_may_be_63_characters_long_and_one_more_is_hashed()
    {
        Assert.Equal(new string('x', 63), LabelSafe.Of(new string('x', 63)));
        Assert.Equal(new string('x', 53) + "-c1bb4f81d", LabelSafe.Of(new string('x', 64)));
    }

    [Fact]
    public void Applying_it_twice_changes_nothing_and_hashed_values_are_recognised() =>
        Prop.ForAll(
            ArbMap.Default.ArbFor<NonNull<string>>(),
            text =>
            {
                var label = LabelSafe.Of(text.Get);
                var isStable = LabelSafe.Of(label) == label || !char.IsAsciiLetterOrDigit(label[0]);
                return isStable && label.Length <= 63 && (label == text.Get || LabelSafe.MayBeHashed(label));
            }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("etl", false)]
    [InlineData("etl-12345678", false)]
    [InlineData("etl-123456789", true)]
    [InlineData("etl_123456789", false)]
    [InlineData("etl-12345678G", false)]
    [InlineData("etl-ABCDEF012", false)]
    [InlineData("", false)]
    public void Only_a_value_that_does_not_end_like_a_hash_is_provably_unchanged(string value, bool mayBeHashed) =>
        Assert.Equal(mayBeHashed, LabelSafe.MayBeHashed(value));
}
