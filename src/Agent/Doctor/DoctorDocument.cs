using System.Collections.Immutable;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Windsock.Agent.Doctor;

/// <summary>The answer of <c>doctor -o json</c>.</summary>
/// <param name="State">The worst of all: <c>ok</c>, <c>warn</c> or <c>fail</c>; skipped ones do not count.</param>
internal sealed record DoctorDocument(string Version, string State, int Ok, int Warnings, int Failures, int Skipped, ImmutableArray<CheckDocument> Checks)
{
    public static DoctorDocument Of(string version, ImmutableArray<CheckReport> reports) => new(
        version,
        CheckWords.Of(WorstOf(reports)),
        CountOf(reports, CheckState.Ok),
        CountOf(reports, CheckState.Warn),
        CountOf(reports, CheckState.Fail),
        CountOf(reports, CheckState.Skipped),
        [.. reports.Select(report => new CheckDocument(
            CheckWords.Of(report.Area), report.Name, CheckWords.Of(report.Result.State), report.Result.Meaning, report.Result.Mend, report.Result.Fragment))]);

    public string ToJson() => JsonSerializer.Serialize(this, DoctorJson.Readable.DoctorDocument) + "\n";

    public static CheckState WorstOf(ImmutableArray<CheckReport> reports) =>
        reports.Select(report => report.Result.State).Where(state => state != CheckState.Skipped).DefaultIfEmpty(CheckState.Ok).Max();

    private static int CountOf(ImmutableArray<CheckReport> reports, CheckState state) => reports.Count(report => report.Result.State == state);
}

/// <param name="Area">What it is about, in lower case.</param>
/// <param name="State"><c>ok</c>, <c>warn</c>, <c>fail</c> or <c>skipped</c>.</param>
/// <param name="Mend">Empty when there is nothing to do.</param>
/// <param name="Fragment">YAML or a command, lines as they are; empty when there is none.</param>
internal sealed record CheckDocument(string Area, string Name, string State, string Meaning, string Mend, string Fragment);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(DoctorDocument))]
internal sealed partial class DoctorJson : JsonSerializerContext
{
    // Made when first asked for: the generated half's own fields must be there.
    private static DoctorJson? _readable;

    /// <summary>For people: signs such as ' stay as they are. Not for a page of HTML.</summary>
    public static DoctorJson Readable => _readable ??= new DoctorJson(new JsonSerializerOptions(Default.Options!) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
}
