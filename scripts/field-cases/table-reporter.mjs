/** Prints one line per field case, what is wrong under it, and a sum per kind of the cases that are not right. */
export default class TableReporter {
  onTestFileResult(_test, { testResults, failureMessage }) {
    const ran = testResults.filter(({ status, title }) => status !== 'pending' && title !== 'has cases');
    if (testResults.length === 0) console.log(failureMessage);
    for (const { status, failureMessages, ...named } of ran) {
      console.log(`${status === 'passed' ? 'right' : 'WRONG'}  ${nameOf(named)}`);
      if (status !== 'passed') console.log(indented(failureMessages.join('\n')));
    }
    const wrong = ran.filter(({ status }) => status !== 'passed');
    const kinds = new Map();
    for (const each of wrong) {
      const [kind] = nameOf(each).split(':');
      kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
    }
    console.log(`\n${ran.length - wrong.length} of ${ran.length} right`);
    for (const [kind, count] of kinds) console.log(`${String(count).padStart(4)}  ${kind}`);
  }
}

/** `kind: name`: the cases of a folder have it as their title, our own stand under their kind. */
function nameOf({ title, ancestorTitles: [suite = ''] }) {
  return suite.startsWith('every case') ? title : `${suite.split(':')[0]}: ${title}`;
}

/** The received side of the comparison is the list of faults; the stack is of no use here. */
function indented(message) {
  // eslint-disable-next-line no-control-regex -- colours
  const lines = message.replaceAll(/\u001b\[\d+m/g, '').split('\n');
  const faults = lines.filter((line) => /^\+ +"/.test(line)).map((line) => line.replace(/^\+ +"(.*)",$/, '$1'));
  return (faults.length > 0 ? faults : lines.slice(0, 12)).map((line) => `         ${line}`).join('\n');
}
