using Windsock.Detection.Diagnosis;
using Windsock.Model.Flows;
using Windsock.Model.Tries;

namespace Windsock.Detection.Tests.Diagnosis;

public sealed class DropClassTests
{
    [Fact]
    public void The_page_is_up_to_date() => Golden.Matches("docs/reference/drop-reasons.md", DropReasonReference.Render());

    [Fact]
    public void Every_reason_has_one_entry_in_the_order_of_numbers() =>
        Assert.Equal(Enum.GetValues<DropReason>().Order(), DropClasses.All.Select(entry => entry.Reason));

    [Fact]
    public void Any_number_has_a_class()
    {
        for (var number = 0; number <= ushort.MaxValue; number++)
        {
            var entry = DropClasses.Of((DropReason)number);
            Assert.Equal(Enum.IsDefined((DropReason)number) ? (DropReason)number : DropClasses.Unlisted.Reason, entry.Reason);
        }
    }

    [Fact]
    public void What_is_a_cause_says_what_to_do_and_what_is_none_says_nothing() =>
        Assert.All(DropClasses.All, entry => Assert.Equal(entry.Cause == FailureCause.NoneSeen, entry.Mend.Length == 0));

    [Fact]
    public void Words_fit_a_cell_and_the_middle_of_a_sentence() => Assert.All(DropClasses.All, entry =>
    {
        Assert.DoesNotContain('|', entry.Because + entry.Mend);
        Assert.False(entry.Because.EndsWith('.'), entry.Because);
        Assert.True(entry.Mend.Length == 0 || entry.Mend.EndsWith('.'), entry.Mend);
    });
}
