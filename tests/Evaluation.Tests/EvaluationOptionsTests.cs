namespace Windsock.Evaluation.Tests;

public class EvaluationOptionsTests
{
    [Fact]
    public void Without_arguments_it_is_the_evaluation_that_is_committed() =>
        Assert.Equal((20, 30, 200), EvaluationOptions.Parse([]) is var options ? (options.Seeds, options.Days, options.Dags) : default);

    [Fact]
    public void Arguments_say_what_is_evaluated() =>
        Assert.Equal((2, 10, 40, "x.md"), EvaluationOptions.Parse(["--seeds", "2", "--days", "10", "--dags", "40", "--page", "x.md"]) is var options
            ? (options.Seeds, options.Days, options.Dags, options.Page) : default);

    [Theory]
    [InlineData("'0' is not a value of '--seeds': give a whole number from 1 to 1000.", "--seeds", "0")]
    [InlineData("'ten' is not a value of '--days': give a whole number from 2 to 400.", "--days", "ten")]
    [InlineData("'--dags' needs a value.", "--dags")]
    [InlineData("'--speed' is not known.", "--speed", "2")]
    public void A_mistake_is_named_with_its_limit(string words, params string[] args) =>
        Assert.Equal(words, Assert.Throws<FormatException>(() => EvaluationOptions.Parse(args)).Message);
}
