export default function Home() {
  return <h1 class="text-2xl">RecomEngine</h1>;
}
