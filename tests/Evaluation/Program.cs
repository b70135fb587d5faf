using Windsock.Evaluation;
using Windsock.Evaluation.Reporting;
using Windsock.Evaluation.Scoring;

EvaluationOptions options;
try
{
    options = EvaluationOptions.Parse(args);
}
catch (FormatException error)
{
    Console.Error.WriteLine($"{error.Message}\n{EvaluationOptions.Usage}");
    return 2;
}

var result = EvaluationRun.Of(options, Console.Error.WriteLine);
Console.WriteLine(ResultTables.OfRules(result.Cards[0]));
Console.WriteLine(ResultTables.Beside(result.Cards));
Console.WriteLine(ResultTables.OfNoise(result.Cards, result.Quiet));
foreach (var (rule, score) in options.Examples ? result.Cards[0].Rules : new Dictionary<string, RuleScore>())
{
    Console.WriteLine($"{rule}\n  {string.Join("\n  ", score.Examples)}");
}

if (options.Page.Length > 0)
{
    File.WriteAllText(options.Page, EvaluationPage.Write(options, result));
}

return 0;
