import { generation } from "./generation";

generation("bookworm");
