import { ConfirmByName } from '#console/components/confirm-by-name.tsx';
import { say } from '#console/components/toasts.tsx';
import { useTenant } from '#console/dashboard/tenant-context.ts';
import { deleteProduct, type Product, type Space } from '#console/queries/catalog.ts';

/** Asks for the id of the product before it is deleted. */
export function DeleteProduct(props: { product: Product; space: Space; onClose: () => void; onDeleted: () => void }) {
  const { tenant } = useTenant();
  async function remove(): Promise<void> {
    await deleteProduct(tenant().id, props.space, props.product);
    say(`${props.product.name} is deleted.`);
    props.onDeleted();
  }
  return (
    <ConfirmByName
      isOpen
      onClose={props.onClose}
      title={`Delete ${props.product.name}?`}
      name={props.product.productId}
      action="Delete the product"
      onConfirm={remove}
    >
      <p>It leaves the catalog and every answer at once. Its events stay, and count again if it is written again.</p>
    </ConfirmByName>
  );
}
