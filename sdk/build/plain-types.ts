import { writeFileSync } from 'node:fs';
import ts from 'typescript';

/**
 * Writes out, in a file of declarations, the types that are derived of contracts (`Static<typeof Contract>`), and takes the contracts away: who uses the package needs no
 * library to read them, and each shape is still described once, in schemas/.
 */
export function writePlainTypes(file: string): void {
  const program = ts.createProgram([file], {
    noEmit: true,
    skipLibCheck: true,
    module: ts.ModuleKind.NodeNext,
    strict: true,
  });
  const checker = program.getTypeChecker();
  const source = program.getSourceFile(file)!;
  const isContract = (node: ts.Node) => ts.isVariableStatement(node) && /: Type\./.test(node.getText());
  const kept = source.statements.flatMap((node) => {
    if (isContract(node) || (ts.isImportDeclaration(node) && /'typebox'/.test(node.getText()))) return [];
    if (!ts.isTypeAliasDeclaration(node) || !/^Static</.test(node.type.getText())) return [node.getFullText()];
    const type = checker.typeToTypeNode(
      checker.getTypeAtLocation(node),
      node,
      ts.NodeBuilderFlags.InTypeAlias | ts.NodeBuilderFlags.NoTruncation,
    )!;
    const plain = ts.createPrinter().printNode(ts.EmitHint.Unspecified, type, source);
    return [`\ntype ${node.name.text} = ${plain};\n`];
  });
  writeFileSync(file, kept.join('').trimStart());
}
