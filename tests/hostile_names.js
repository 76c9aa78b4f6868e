// hostile_names.js: a copy of a pair of captures in which strangers chose the names.
//
//   node hostile_names.js CAPTURE FOLDER
//
// Names change in place, at equal length, so that the columns of the reports stay where they are.
'use strict';
const fs = require('fs');
const path = require('path');

const names = [
  ['namecache', '<b>a</b>x', 'zone'],
  ['vnodes', '\'"><u>', 'zone'],
  ['ubc_info.zone', '</svg></td><i', 'zone'],
  ['APFS_4K_OBJS', 'a\xe2\x80\xaeb\xff\xfe\x1bc&#', 'zone'],
  ['APFS_EXTENT_CACHE_ENTRY_$', '<script>alert(1)</script$', 'zone'],
  ['VaultBridge', '<svg/onload', 'anywhere'],
  ['Google Chrome Helper', '"><svg/onload=a()>&lt', 'anywhere'],
  ['com.apple.WebKit.WebContent', '\'-alert(1)-\'</script><img x>', 'anywhere'],
];

const change = (bytes) => {
  let text = bytes.toString('latin1');
  for (const [old, given, where] of names) {
    const name = given.slice(0, old.length).padEnd(old.length, '.');
    if (where === 'zone')
      text = text.split('\n').map((line) => line.startsWith(`${old} `)
        ? name + line.slice(old.length) : line).join('\n');
    else
      text = text.split(old).join(name);
  }
  return Buffer.from(text, 'latin1');
};

const [, , source, target] = process.argv;
const copy = (from, to) => {
  fs.mkdirSync(to, {recursive: true});
  for (const entry of fs.readdirSync(from, {withFileTypes: true})) {
    const [old, fresh] = [path.join(from, entry.name), path.join(to, entry.name)];
    if (entry.isDirectory()) copy(old, fresh);
    else fs.writeFileSync(fresh, change(fs.readFileSync(old)));
  }
};
for (const side of ['base', 'later'])
  copy(path.join(source, side), path.join(target, '<img src=x onerror=alert(1)>', side));
