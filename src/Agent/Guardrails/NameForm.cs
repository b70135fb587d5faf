namespace Windsock.Agent.Guardrails;

/// <summary>What a pattern of one kind of names may look like.</summary>
/// <param name="Words">For messages: what it is, its letters, its length.</param>
/// <param name="IsLetter">Beside <c>*</c>.</param>
internal sealed record NameForm(string Words, string Example, int MaxLength, Func<char, bool> IsLetter)
{
    public static readonly NameForm AirflowId = new(
        "a pattern of Airflow ids: letters, digits, _, -, . and * for any of them, at most 250 in all", "\"payments_*\"", 250, letter => char.IsLetterOrDigit(letter) || letter is '_' or '-' or '.');

    public static readonly NameForm Tag = new(
        "a pattern of tags: any letters and * for any of them, at most 100 in all", "finance", 100, letter => !char.IsControl(letter));

    public static readonly NameForm Namespace = new(
        "a pattern of namespaces: a to z, 0 to 9, - and * for any of them, at most 63 in all", "airflow", 63, letter => IsLowerOrDigit(letter) || letter == '-');

    public static readonly NameForm ServiceAccount = new(
        "a pattern of service accounts: a to z, 0 to 9, -, . and * for any of them, at most 253 in all", "\"payments-*\"", 253, IsName);

    public bool Fits(string text) => text.Length > 0 && text.Length <= MaxLength && text.All(letter => letter == '*' || IsLetter(letter));

    /// <summary>Letters of names in Kubernetes.</summary>
    public static bool IsName(char letter) => IsLowerOrDigit(letter) || letter is '-' or '.';

    private static bool IsLowerOrDigit(char letter) => char.IsAsciiLetterLower(letter) || char.IsAsciiDigit(letter);
}
