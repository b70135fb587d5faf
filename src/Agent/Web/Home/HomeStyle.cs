using System.Security.Cryptography;
using System.Text;

namespace Windsock.Agent.Web.Home;

/// <summary>How the first page looks, and the policy that lets a browser load nothing but that.</summary>
internal static class HomeStyle
{
    /// <summary>Contrast of text is at least 4.5 to 1 in both schemes. Below 48rem a row of a table becomes a block of its own.</summary>
    public static readonly string Css = """
        :root{color-scheme:light dark;--ink:#1b1f24;--soft:#57606a;--paper:#fff;--band:#f5f7f9;--line:#d8dee4;--good:#1a7f37;--warn:#8a5a00;--bad:#b42318;--link:#0a58ca}
        @media(prefers-color-scheme:dark){:root{--ink:#e6e9ed;--soft:#9aa4af;--paper:#14171b;--band:#1d2127;--line:#333a42;--good:#57c876;--warn:#e0b040;--bad:#ff8a80;--link:#8ab8ff}}
        *{box-sizing:border-box}
        html{-webkit-text-size-adjust:100%}
        body{margin:0 auto;max-width:68rem;padding:1.25rem 1.25rem 3rem;background:var(--paper);color:var(--ink);font:1rem/1.5 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif;overflow-wrap:anywhere}
        a{color:var(--link)}
        h1{margin:0;font-size:1.5rem;line-height:1.25}
        h1 small{font-size:1rem;font-weight:400;color:var(--soft)}
        h2{margin:2.25rem 0 .5rem;font-size:1.125rem}
        p{margin:.25rem 0}
        .soft{color:var(--soft)}
        .good{color:var(--good)}.warning{color:var(--warn)}.bad,.critical{color:var(--bad)}
        nav{display:flex;flex-wrap:wrap;gap:.5rem 1.25rem;margin:.75rem 0 0}
        .figures{display:grid;grid-template-columns:repeat(auto-fit,minmax(8rem,1fr));gap:.75rem;margin:1.25rem 0 0;padding:0}
        .figures div{padding:.75rem 1rem;border-radius:.5rem;background:var(--band)}
        .figures dt{font-size:.875rem;color:var(--soft)}
        .figures dd{margin:0;font-size:1.25rem;font-weight:600;font-variant-numeric:tabular-nums}
        ol{margin:0;padding:0;list-style:none}
        li{padding:.75rem 1rem;margin:.5rem 0;border-left:.25rem solid var(--line);border-radius:.25rem;background:var(--band)}
        li.critical{border-color:var(--bad)}li.warning{border-color:var(--warn)}
        li p:first-child{color:var(--ink);font-weight:600}
        li .soft{font-size:.875rem}
        table{width:100%;border-collapse:collapse}
        th{padding:.375rem .75rem .375rem 0;border-bottom:1px solid var(--line);text-align:left;font-size:.8125rem;font-weight:600;color:var(--soft)}
        td{padding:.375rem .75rem .375rem 0;border-bottom:1px solid var(--line);vertical-align:top}
        .name{min-width:7rem}
        .number{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
        th:last-child,td:last-child{padding-right:0}
        @media(max-width:48rem){
        body{padding:1rem 1rem 2.5rem}
        thead{display:none}
        table,tbody{display:block}
        tr{display:grid;grid-template-columns:1fr 1fr;gap:.125rem 1.5rem;padding:.625rem 0;border-bottom:1px solid var(--line)}
        td,td.number{display:flex;justify-content:space-between;gap:.75rem;padding:0;border:0;white-space:normal}
        td::before{content:attr(data-label);color:var(--soft);font-size:.875rem}
        td.name,td.wide{display:block;grid-column:1/-1}
        td.name{font-weight:600}
        td.name::before,td.wide::before{content:none}
        td.zero{display:none}
        }
        """.ReplaceLineEndings("\n");

    /// <summary>Nothing may be loaded, run, sent or framed; this one style is known by its hash.</summary>
    public static readonly string ContentSecurityPolicy =
        $"default-src 'none'; style-src 'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(Css)))}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
}
