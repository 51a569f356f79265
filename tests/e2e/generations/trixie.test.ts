import { generation } from "./generation";

generation("trixie");
