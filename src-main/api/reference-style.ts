/** How the reference page looks. It is part of the page, since that loads nothing. */
export const referenceStyle = `
:root { color-scheme: light dark; --line: #8884; --soft: #8881; --link: light-dark(#1864ab, #74c0fc); }
* { box-sizing: border-box; }
body { margin: 0; display: grid; grid-template-columns: 22rem minmax(0, 1fr); font: 15px/1.5 system-ui, sans-serif; }
nav { position: sticky; top: 0; height: 100vh; overflow: auto; padding: 1rem; border-right: 1px solid var(--line); }
nav h2 { font-size: .85rem; margin: 1rem 0 .25rem; }
nav ul { list-style: none; margin: 0; padding: 0; font-size: .8rem; }
nav li a { display: block; padding: .1rem 0; text-decoration: none; color: inherit; overflow-wrap: anywhere; }
nav li a:hover code { text-decoration: underline; }
main { padding: 1.5rem 2.5rem 4rem; max-width: 65rem; }
h1 small { font-weight: normal; font-size: 1rem; opacity: .75; }
h2 { margin-top: 2.5rem; }
nav h2 { margin-top: 1rem; }
section { border-top: 1px solid var(--line); padding: .5rem 0 1.5rem; }
h3 { font-size: 1.05rem; margin: .75rem 0 .25rem; overflow-wrap: anywhere; }
h4 { margin: 1rem 0 .25rem; font-size: .9rem; }
p { margin: .25rem 0; }
.error p { display: inline; }
.summary { font-weight: 600; }
a { color: var(--link); }
code, pre { font: .9em ui-monospace, monospace; }
pre { background: var(--soft); padding: .75rem; overflow: auto; }
table { border-collapse: collapse; width: 100%; margin: .25rem 0; }
th, td { border-top: 1px solid var(--line); padding: .25rem .5rem; text-align: left; vertical-align: top; }
th { width: min(15rem, 40%); overflow-wrap: anywhere; font-weight: normal; }
td { overflow-wrap: anywhere; }
td table { margin-top: .25rem; }
th small, td small { opacity: .75; }
b.get, b.post, b.put, b.delete { display: inline-block; min-width: 3.2rem; font-size: .75rem; }
b.get { color: light-dark(#1864ab, #74c0fc); }
b.post { color: light-dark(#2b6a30, #69db7c); }
b.put { color: light-dark(#8a5200, #ffc078); }
b.delete { color: light-dark(#b02525, #ffa8a8); }
@media (max-width: 50rem) { body { display: block; } nav { position: static; height: auto; border: 0; } main { padding: 1rem; } }
`;
